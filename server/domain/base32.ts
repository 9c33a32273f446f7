/** Crockford's base32 alphabet, lower case: no look-alikes, nothing to escape. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

/** Whole groups of five bytes as Crockford base32, lower case. */
export function toBase32(bytes: Buffer): string {
  let text = ''
  for (let start = 0; start < bytes.length; start += 5) {
    const group = bytes.readUIntBE(start, 5)
    for (let shift = 35; shift >= 0; shift -= 5) text += ALPHABET[Math.floor(group / 2 ** shift) % 32]
  }
  return text
}
