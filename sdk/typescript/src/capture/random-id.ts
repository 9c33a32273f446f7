import { BASE32_ALPHABET } from '../wire/base32.ts'

/** Random characters that are not used yet. Many are made at once, because each request for bytes takes long. */
let pool = ''

/** `length` random characters of base32, five bits each. At most 1,024. */
export function randomBase32(length: number): string {
  if (pool.length < length) {
    const bytes = crypto.getRandomValues(new Uint8Array(1_024))
    pool = Array.from(bytes, (byte) => BASE32_ALPHABET[byte & 31]).join('')
  }
  const text = pool.slice(0, length)
  pool = pool.slice(length)
  return text
}

export const INCIDENT_ID = /^inc_[0-9a-hjkmnp-tv-z]{16}$/

/** The id of an incident: 80 random bits, which nobody can guess within the hour that it is kept. */
export function mintIncidentId(): string {
  return `inc_${randomBase32(16)}`
}
