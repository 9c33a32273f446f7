import { BASE32_ALPHABET } from '../wire/base32.ts'

// One request for many ids, because each request takes longer than the rest.
const bytes = new Uint8Array(1_024)
let used = bytes.length

/** `length` random characters of base32, five bits each. */
export function randomBase32(length: number): string {
  if (used + length > bytes.length) {
    crypto.getRandomValues(bytes)
    used = 0
  }
  const own = bytes.subarray(used, (used += length))
  return Array.from(own, (byte) => BASE32_ALPHABET[byte & 31]).join('')
}

/** The id of an incident: 80 random bits, which nobody can guess within the hour that it is kept. */
export function mintIncidentId(): string {
  return `inc_${randomBase32(16)}`
}
