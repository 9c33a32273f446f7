import { BASE32_ALPHABET } from '../wire/base32.ts'

const bytes = new Uint8Array(1_024)
/** How many bytes are used. They are made for many ids at once, because each request for bytes takes long. */
let used = bytes.length

/** `length` random characters of base32, five bits each. At most 1,024. */
export function randomBase32(length: number): string {
  if (used + length > bytes.length) {
    crypto.getRandomValues(bytes)
    used = 0
  }
  let text = ''
  for (const byte of bytes.subarray(used, (used += length))) text += BASE32_ALPHABET[byte & 31]
  return text
}

/** The id of an incident: 80 random bits, which nobody can guess within the hour that it is kept. */
export function mintIncidentId(): string {
  return `inc_${randomBase32(16)}`
}
