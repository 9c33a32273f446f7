import type { FastifyRequest } from 'fastify'
import { DomainError } from '../domain/errors.ts'
import { countHeader } from '../http/raw-headers.ts'
import { bearerOf } from '../http/token-cors.ts'

/** Refuses an access token beside a cookie or a second `Authorization`: it must be clear who asks. */
export async function refuseTwoCredentials(request: FastifyRequest): Promise<void> {
  if (bearerOf(request) === undefined) return
  if (countHeader(request.raw, 'authorization') > 1)
    throw new DomainError('invalid-request', { detail: 'Send one Authorization header.' })
  if (request.headers.cookie !== undefined)
    throw new DomainError('invalid-request', { detail: 'Send an access token or a cookie, not both.' })
}
