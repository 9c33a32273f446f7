import { BASE32_ALPHABET } from '../wire/base32.ts'
import { copyText } from '../wire/text.ts'

const bytes = new Uint8Array(1_024)
/** Characters that are not used yet. They are made for many ids at once, because each request for bytes takes long. */
let characters = ''

/** `length` random characters of base32, five bits each. */
export function randomBase32(length: number): string {
  if (characters.length < length)
    characters = Array.from(crypto.getRandomValues(bytes), (byte) => BASE32_ALPHABET[byte & 31]).join('')
  const own = copyText(characters.slice(0, length))
  characters = characters.slice(length)
  return own
}

/** The id of an incident: 80 random bits, which nobody can guess within the hour that it is kept. */
export function mintIncidentId(): string {
  return `inc_${randomBase32(16)}`
}
