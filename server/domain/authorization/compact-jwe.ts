import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto'

/** The one kind of JWE that is made and read here: A256GCM with a key that both sides know (RFC 7518 §4.5, §5.3). */
const HEADER = Buffer.from('{"alg":"dir","enc":"A256GCM"}').toString('base64url')
const CIPHER = 'aes-256-gcm'
/** Bytes. */
const IV = 12
const TAG = { authTagLength: 16 }

/**
 * Encrypts a text as a JWE in its compact form (RFC 7516 §7.1). It is Node's own cipher, because jose has only that of Web
 * Crypto, which goes through another thread: for a text of some hundred bytes, this takes a tenth of the time.
 */
export function encryptCompact(text: string, key: KeyObject): string {
  const iv = randomBytes(IV)
  const cipher = createCipheriv(CIPHER, key, iv, TAG).setAAD(Buffer.from(HEADER))
  const ciphertext = Buffer.concat([cipher.update(text), cipher.final()])
  const parts = [iv, ciphertext, cipher.getAuthTag()].map((part) => part.toString('base64url'))
  return `${HEADER}..${parts.join('.')}`
}

/** @returns undefined when the text was encrypted with another key, in another way, or was changed since */
export function decryptCompact(sealed: string, key: KeyObject): string | undefined {
  const [header, noKey, ...parts] = sealed.split('.')
  if (header !== HEADER || noKey !== '' || parts.length !== 3) return undefined
  const [iv, ciphertext, tag] = parts.map((part) => Buffer.from(part, 'base64url'))
  if (iv!.length !== IV || tag!.length !== TAG.authTagLength) return undefined
  const decipher = createDecipheriv(CIPHER, key, iv!, TAG).setAAD(Buffer.from(HEADER)).setAuthTag(tag!)
  const bytes = decipher.update(ciphertext!)
  try {
    return Buffer.concat([bytes, decipher.final()]).toString()
  } catch {
    // The tag is not the one of this text and this key.
    return undefined
  }
}
