import { randomBytes } from 'node:crypto'
import { writeReference } from '#sdk/wire/reference.ts'

/** `TK-7F3K-9Q2M`: 40 random bits, so it tells nothing of how many tickets there are and needs no counter. */
export function generateReference(): string {
  return writeReference(randomBytes(5))
}
