import { BASE32_ALPHABET } from '../wire/base32.ts'

const AT_ONCE = 1_024
let random = ''

/** `length` random characters of base32, five bits each. */
export function randomBase32(length: number): string {
  // One request for many ids, because each request takes longer than the rest.
  if (random.length < length) {
    const bytes = crypto.getRandomValues(new Uint8Array(AT_ONCE))
    random = Array.from(bytes, (byte) => BASE32_ALPHABET[byte & 31]).join('')
  }
  const text = random.slice(0, length)
  random = random.slice(length)
  return text
}

/** The id of an incident: 80 random bits, which nobody can guess within the hour that it is kept. */
export function mintIncidentId(): string {
  return `inc_${randomBase32(16)}`
}
