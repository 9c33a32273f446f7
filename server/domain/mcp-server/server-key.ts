import { createHash, randomBytes } from 'node:crypto'
import { writeSecret } from '#sdk/wire/issued-secret.ts'

/** A fresh ingest key: `mok_` and 160 random bits, which any secret scanner can find. */
export function generateServerKey(): string {
  return writeSecret('server-key', randomBytes(20))
}

export function hashServerKey(key: string): Buffer {
  return createHash('sha256').update(key).digest()
}
