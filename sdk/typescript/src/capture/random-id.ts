const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

/** `length` random characters of lower-case Crockford base32, five bits each. */
export function randomBase32(length: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(length))
  return Array.from(bytes, (byte) => ALPHABET[byte & 31]).join('')
}

/** An incident's handle: 80 bits, which is plenty for the hour it opens anything. */
export function mintIncidentId(): string {
  return `inc_${randomBase32(16)}`
}
