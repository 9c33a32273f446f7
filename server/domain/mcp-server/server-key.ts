import { createHash, randomBytes } from 'node:crypto'

/** Crockford's base32 alphabet, lower case: no look-alikes, nothing to escape. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

/** A fresh ingest key: `mok_` and 160 random bits, which any secret scanner can find. */
export function generateServerKey(): string {
  return `mok_${toBase32(randomBytes(20))}`
}

export function hashServerKey(key: string): Buffer {
  return createHash('sha256').update(key).digest()
}

/** Whole groups of five bytes as Crockford base32, lower case. */
export function toBase32(bytes: Buffer): string {
  let text = ''
  for (let start = 0; start < bytes.length; start += 5) {
    const group = bytes.readUIntBE(start, 5)
    for (let shift = 35; shift >= 0; shift -= 5) text += ALPHABET[Math.floor(group / 2 ** shift) % 32]
  }
  return text
}
