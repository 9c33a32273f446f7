/*
 * Crockford's base32 in lower case. It has no look-alikes (no i, l, o, u) and needs no escaping in URLs and headers.
 * All ids and secrets of the product are written in it.
 */

export const BASE32_ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

/** The alphabet as the inside of a character class, for patterns. */
export const BASE32_CLASS = '0-9a-hjkmnp-tv-z'

/**
 * Encodes bytes, five bits per character, highest bits first.
 *
 * @param bytes whole groups of five bytes. Each group gives eight characters, so there is no padding.
 */
export function toBase32(bytes: Uint8Array): string {
  let text = ''
  let pending = 0
  let bits = 0
  for (const byte of bytes) {
    pending = ((pending & 0x1f) << 8) | byte
    bits += 8
    for (; bits >= 5; bits -= 5) text += BASE32_ALPHABET[(pending >> (bits - 5)) & 31]
  }
  return text
}
