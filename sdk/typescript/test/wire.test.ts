/*
 * The rules in `wire/` that several parts of the product share and that no fixture covers.
 */
import { describe, expect, test } from 'vitest'
import { BASE32_ALPHABET, BASE32_CLASS, toBase32 } from '../src/wire/base32.ts'
import { parseDsn } from '../src/wire/dsn.ts'
import { isIssued, writeSecret } from '../src/wire/issued-secret.ts'
import { isLocalhostName, isLoopbackHost } from '../src/wire/loopback.ts'
import { redactText } from '../src/wire/redact.ts'
import { normaliseReference, REFERENCE_PATTERN, writeReference } from '../src/wire/reference.ts'
import { checkResource, isSameResource, parseResource, spellResource } from '../src/wire/resource-url.ts'

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'))

describe('base32', () => {
  test.each([
    ['', ''],
    ['0000000000', '00000000'],
    ['ffffffffff', 'zzzzzzzz'],
    ['0123456789', '04hmasw9'],
    ['8421084210', 'gggggggg'],
    ['000102030405060708090a0b0c0d0e0f10111213', '000g40r40m30e209185gr38e1w8124gk'],
  ])('%s is %j', (hex, text) => {
    expect(toBase32(bytes(hex))).toBe(text)
  })

  test('the character class is the alphabet', () => {
    const all = Array.from({ length: 0x250 }, (_, unit) => String.fromCharCode(unit))
    expect(all.filter((char) => new RegExp(`[${BASE32_CLASS}]`).test(char)).join('')).toBe(BASE32_ALPHABET)
  })
})

describe('reference', () => {
  test('is five bytes in upper case', () => {
    expect(writeReference(bytes('0123456789'))).toBe('TK-04HM-ASW9')
    expect(writeReference(bytes('0123456789'))).toMatch(REFERENCE_PATTERN)
  })

  test.each([
    ['TK-7F3K-9Q2M', 'TK-7F3K-9Q2M'],
    [' tk-7f3k-9q2m\n', 'TK-7F3K-9Q2M'],
    ['TK-OIL0-oil0', 'TK-0110-0110'],
    ['tk 7f3k 9q2m', 'TK-7F3K-9Q2M'],
    ['TK – 7F3K – 9Q2M', 'TK-7F3K-9Q2M'],
  ])('%j is read as %s', (text, reference) => {
    expect(normaliseReference(text)).toBe(reference)
    expect(reference).toMatch(REFERENCE_PATTERN)
  })

  test.each([
    '',
    'TK-7F3K',
    'TK-7F3K9Q2M',
    'TK 7F3K9Q2M',
    'TK-7F3U-9Q2M',
    'TK-7F3K-9Q2M5',
    'XTK-7F3K-9Q2M',
    'TK-7F3K-9Q2M\nTK-7F3K-9Q2M',
  ])('%j is none', (text) => {
    expect(normaliseReference(text)).not.toMatch(REFERENCE_PATTERN)
  })

  test.each(['tk-7f3k-9q2m', 'TK-7F3I-9Q2M', 'TK-7F3L-9Q2M', 'TK-7F3O-9Q2M', 'TK-7F3U-9Q2M'])(
    '%s is not what the platform writes',
    (text) => {
      expect(text).not.toMatch(REFERENCE_PATTERN)
    },
  )
})

describe('issued secrets', () => {
  const random = bytes('000102030405060708090a0b0c0d0e0f10111213')
  const key = 'mok_000g40r40m30e209185gr38e1w8124gk'
  const receipt = 'mor_000g40r40m30e209185gr38e1w8124gk'
  const token = 'mot_000g40r40m30e209185gr38e1w8124gk'

  test('are a prefix and twenty bytes', () => {
    expect(writeSecret('server-key', random)).toBe(key)
    expect(writeSecret('receipt', random)).toBe(receipt)
    expect(writeSecret('access-token', random)).toBe(token)
  })

  test.each([
    [key, 'a key'],
    [receipt, 'a receipt'],
    [token, 'an access token'],
    [key.slice(0, -1), ''],
    [`${token}0`, ''],
    [token.toUpperCase(), ''],
    [`${key}\n`, ''],
    [token.replace(/.$/, 'l'), ''],
  ])('%j: %s', (text, kind) => {
    expect(isIssued('server-key', text)).toBe(kind === 'a key')
    expect(isIssued('receipt', text)).toBe(kind === 'a receipt')
    expect(isIssued('access-token', text)).toBe(kind === 'an access token')
  })

  test('are found in other text, also when cut off', () => {
    const other = `mok_short mox_${key.slice(4)}`
    const marker = '⟦redacted:mcp-obs⟧'
    expect(redactText(`${key} ${receipt} ${token} ${key.slice(0, 12)} ${other}`)).toBe(
      `${marker} ${marker} ${marker} ${marker} ${other}`,
    )
  })
})

describe('loopback', () => {
  test.each([
    ['localhost', true],
    ['acme.localhost', true],
    ['a.b.localhost', true],
    ['127.0.0.1', true],
    ['127.0.0.2', true],
    ['127.255.255.254', true],
    ['::1', true],
    ['[::1]', true],
    ['', false],
    ['.localhost', false],
    ['localhost.', false],
    ['LOCALHOST', false],
    ['evillocalhost', false],
    ['localhost.evil.example', false],
    ['127.0.0.1.evil.example', false],
    ['127.0.0.256', false],
    ['127.0.0', false],
    ['127.1', false],
    ['127.0.0.01', false],
    ['127.0.0.1.', false],
    ['1127.0.0.1', false],
    ['128.0.0.1', false],
    ['0.0.0.0', false],
    ['10.0.0.1', false],
    ['::', false],
    ['::2', false],
    ['::ffff:127.0.0.1', false],
    ['[::1', false],
    ['example.com', false],
  ])('%j: %s', (host, expected) => {
    expect(isLoopbackHost(host)).toBe(expected)
    expect(isLocalhostName(host)).toBe(expected && host.endsWith('localhost'))
  })

  test.each(['http://127.1/', 'http://2130706433/', 'http://0x7f.0.0.1/', 'http://[0:0:0:0:0:0:0:1]/'])(
    '%s is, in the spelling that URL gives it',
    (url) => {
      expect(isLoopbackHost(new URL(url).hostname)).toBe(true)
    },
  )
})

// The contract lists the hosts that a DSN may name with http, so they are fewer.
test.each([
  ['localhost', true],
  ['acme.localhost', true],
  ['127.0.0.1', true],
  ['127.0.0.2', false],
  ['[::1]', false],
  ['acme.com', false],
])('http to %s in a DSN: %s', (host, accepted) => {
  expect(parseDsn(`http://mok_0123456789abcdefghjkmnpqrstvwxyz@${host}`).ok).toBe(accepted)
})

describe('resource', () => {
  test.each([
    ['https://mcp.acme.com/mcp', 'https://mcp.acme.com/mcp'],
    ['HTTPS://MCP.acme.com:443/mcp', 'https://mcp.acme.com/mcp'],
    ['https://mcp.acme.com/', 'https://mcp.acme.com'],
    ['http://localhost:3000/mcp', 'http://localhost:3000/mcp'],
    ['http://acme.localhost/mcp', 'http://acme.localhost/mcp'],
    ['http://127.0.0.1:3000/mcp', 'http://127.0.0.1:3000/mcp'],
    ['http://127.0.0.2/mcp', 'http://127.0.0.2/mcp'],
    ['http://[::1]:3000/mcp', 'http://[::1]:3000/mcp'],
  ])('%s is spelled %s', (text, spelled) => {
    const url = parseResource(text)
    expect(url && spellResource(url)).toBe(spelled)
    expect(url && isSameResource(`${spelled}/`, url)).toBe(true)
  })

  test.each([
    ['', 'not-absolute'],
    ['/mcp', 'not-absolute'],
    ['mcp.acme.com/mcp', 'not-absolute'],
    ['http://mcp.acme.com/mcp', 'not-https'],
    ['http://localhost.acme.com/mcp', 'not-https'],
    ['http://.localhost/mcp', 'not-https'],
    ['ftp://localhost/mcp', 'not-https'],
    ['https://ana@mcp.acme.com/mcp', 'extra-parts'],
    ['https://:secret@mcp.acme.com/mcp', 'extra-parts'],
    ['https://mcp.acme.com/mcp?tenant=1', 'extra-parts'],
    ['https://mcp.acme.com/mcp#part', 'extra-parts'],
  ])('%j is none: %s', (text, fault) => {
    expect(checkResource(text)).toEqual({ fault })
    expect(parseResource(text)).toBeUndefined()
  })
})
