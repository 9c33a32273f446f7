import { BASE32_ALPHABET } from '../wire/base32.ts'

// One request for many ids, because each request takes longer than the rest.
const bytes = new Uint8Array(1_024)
let used = bytes.length

/** `length` random characters of base32, five bits each. */
export function randomBase32(length: number): string {
  let text = ''
  for (let i = 0; i < length; i++) text += BASE32_ALPHABET.charAt(randomByte() & 31)
  return text
}

/** The id of an incident: 80 random bits, which nobody can guess within the hour that it is kept. */
export function mintIncidentId(): string {
  return `inc_${randomBase32(16)}`
}

function randomByte(): number {
  if (used === bytes.length) {
    crypto.getRandomValues(bytes)
    used = 0
  }
  return bytes[used++] as number
}
