import { BASE32_ALPHABET } from '../wire/base32.ts'

/** `length` random characters of base32, five bits each. */
export function randomBase32(length: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(length))
  return Array.from(bytes, (byte) => BASE32_ALPHABET[byte & 31]).join('')
}

/** The id of an incident: 80 random bits, which nobody can guess within the hour that it is kept. */
export function mintIncidentId(): string {
  return `inc_${randomBase32(16)}`
}
