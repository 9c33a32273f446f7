import { randomBytes } from 'node:crypto'
import { toBase32 } from '../base32.ts'

/** A new ingest key: `mok_` and 160 random bits. The prefix lets secret scanners find it. */
export function generateServerKey(): string {
  return `mok_${toBase32(randomBytes(20))}`
}
