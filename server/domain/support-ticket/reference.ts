import { randomBytes } from 'node:crypto'
import { writeReference } from '#sdk/wire/reference.ts'

/** Such as `TK-7F3K-9Q2M`: 40 random bits. It needs no counter and does not reveal how many tickets there are. */
export function generateReference(): string {
  return writeReference(randomBytes(5))
}
