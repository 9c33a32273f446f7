import { CompactEncrypt, compactDecrypt } from 'jose'
import { describe, expect, it } from 'vitest'
import { deriveKeys, Vault } from './vault.ts'

const CURRENT = { appSecret: 'the secret of today, long enough' }
const ROTATED = { appSecret: 'the one of tomorrow, also long', previousAppSecret: CURRENT.appSecret }
const SERVER = '01a21b8c-e351-76cc-8a85-d31513d19e91'
const VALUE = { name: 'Ána 日本', list: [1, null, true] }

describe('a vault', () => {
  const vault = new Vault(CURRENT, SERVER)
  const [key] = deriveKeys(CURRENT, SERVER, 'oauth-storage')

  it('opens what it sealed, which is another text each time', () => {
    const sealed = [vault.seal(VALUE), vault.seal(VALUE)]
    expect(sealed.map((each) => vault.open(each))).toEqual([VALUE, VALUE])
    expect(sealed[0]).not.toBe(sealed[1])
  })

  it('seals as RFC 7516 says: another library opens it', async () => {
    const { plaintext, protectedHeader } = await compactDecrypt(vault.seal(VALUE), key!)
    expect(JSON.parse(new TextDecoder().decode(plaintext))).toEqual(VALUE)
    expect(protectedHeader).toEqual({ alg: 'dir', enc: 'A256GCM' })
  })

  it('opens what the releases before sealed with jose', async () => {
    const sealed = await new CompactEncrypt(new TextEncoder().encode(JSON.stringify(VALUE)))
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
      .encrypt(key!)
    expect(vault.open(sealed)).toEqual(VALUE)
  })

  it('opens nothing of another server, and nothing that was changed', () => {
    const sealed = vault.seal(VALUE)
    expect(new Vault(CURRENT, 'staff').open(sealed)).toBeUndefined()
    const [header, none, iv, text, tag] = sealed.split('.') as [string, string, string, string, string]
    const flip = (part: string) => `${part[0] === 'A' ? 'B' : 'A'}${part.slice(1)}`
    const changed = [
      [flip(header), none, iv, text, tag],
      [header, 'AAAA', iv, text, tag],
      [header, none, flip(iv), text, tag],
      [header, none, iv, flip(text), tag],
      [header, none, iv, text, flip(tag)],
      [header, none, iv, text, tag.slice(0, 4)],
      [header, none, iv, text],
      [header, none, iv, text, tag, tag],
    ]
    for (const parts of changed) expect(vault.open(parts.join('.'))).toBeUndefined()
    expect(vault.open('')).toBeUndefined()
  })

  it('opens what was sealed with the secret before, and says so', () => {
    const after = new Vault(ROTATED, SERVER)
    expect(after.inspect(vault.seal(VALUE))).toEqual({ value: VALUE, isCurrent: false })
    expect(after.inspect(after.seal(VALUE))).toEqual({ value: VALUE, isCurrent: true })
    expect(vault.open(after.seal(VALUE))).toBeUndefined()
  })
})
