import type { IncomingHttpHeaders } from 'node:http'
import { z } from 'zod'
import { DomainError } from '../domain/errors.ts'

/**
 * 16 to 255 visible ASCII characters, bare or in the quotes of the IETF draft, which are not a part of the key. Written without
 * look-ahead, which not all languages have.
 */
export const idempotencyKeySchema = z
  .string()
  .regex(/^(?:"[!-~]{16,255}"|[!#-~][!-~]{15,254}|"[!-~]{14,253}[!#-~])$/)

/**
 * The `Idempotency-Key`, bare or in the quotes of the IETF draft: the same key either way.
 *
 * @returns the key without quotes; undefined when there is none
 * @throws DomainError `invalid-request` unless it is 16 to 255 visible ASCII characters
 */
export function readIdempotencyKey(headers: IncomingHttpHeaders): string | undefined {
  const header = headers['idempotency-key']?.toString()
  if (header === undefined) return undefined
  if (idempotencyKeySchema.safeParse(header).success) return /^"(.*)"$/.exec(header)?.[1] ?? header
  throw new DomainError('invalid-request', {
    detail: 'Idempotency-Key takes 16 to 255 visible ASCII characters.',
  })
}
