import { randomBytes } from 'node:crypto'
import { toBase32 } from '../base32.ts'

/** Such as `TK-7F3K-9Q2M`: 40 random bits. It needs no counter and does not reveal how many tickets there are. */
export function generateReference(): string {
  const text = toBase32(randomBytes(5)).toUpperCase()
  return `TK-${text.slice(0, 4)}-${text.slice(4)}`
}
