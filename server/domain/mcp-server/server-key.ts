import { createHash, randomBytes } from 'node:crypto'
import { toBase32 } from '../base32.ts'

/** A fresh ingest key: `mok_` and 160 random bits, which any secret scanner can find. */
export function generateServerKey(): string {
  return `mok_${toBase32(randomBytes(20))}`
}

export function hashServerKey(key: string): Buffer {
  return createHash('sha256').update(key).digest()
}
