import type { IncomingHttpHeaders } from 'node:http'
import { DomainError } from '../domain/errors.ts'

const VISIBLE_ASCII = /^[\x21-\x7e]{16,255}$/

/**
 * The `Idempotency-Key`, bare or in the quotes of the IETF draft: the same key either way.
 *
 * @returns the key without quotes; undefined when there is none
 * @throws DomainError `invalid-request` unless it is 16 to 255 visible ASCII characters
 */
export function readIdempotencyKey(headers: IncomingHttpHeaders): string | undefined {
  const header = headers['idempotency-key']?.toString()
  if (header === undefined) return undefined
  const key = /^"(.*)"$/s.exec(header)?.[1] ?? header
  if (VISIBLE_ASCII.test(key)) return key
  throw new DomainError('invalid-request', {
    detail: 'Idempotency-Key takes 16 to 255 visible ASCII characters.',
  })
}
