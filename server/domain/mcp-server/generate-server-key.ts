import { randomBytes } from 'node:crypto'
import { writeSecret } from '#sdk/wire/issued-secret.ts'

/** A new ingest key: `mok_` and 160 random bits. The prefix lets secret scanners find it. */
export function generateServerKey(): string {
  return writeSecret('server-key', randomBytes(20))
}
