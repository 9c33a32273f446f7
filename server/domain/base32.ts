/** Crockford's base32 alphabet in lower case: no characters that look the same, none to escape. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

/**
 * Bytes as Crockford base32 in lower case.
 *
 * @param bytes a multiple of five of them
 */
export function toBase32(bytes: Buffer): string {
  let text = ''
  for (let start = 0; start < bytes.length; start += 5) {
    const group = bytes.readUIntBE(start, 5)
    for (let shift = 35; shift >= 0; shift -= 5) text += ALPHABET[Math.floor(group / 2 ** shift) % 32]
  }
  return text
}
