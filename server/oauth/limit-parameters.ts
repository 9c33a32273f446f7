import type { FastifyRequest } from 'fastify'
import { DomainError } from '../domain/errors.ts'

/** Parameters in the query of one request. Clients send about ten. */
const MAX_PARAMETERS = 100

/**
 * Refuses a query of too many parameters, before anybody reads it. The library's framework reads all values of a name once
 * for each time the name is there: 15 KB of `=&` would keep the process busy for seconds.
 */
export async function limitParameters({ raw: { url = '' } }: FastifyRequest): Promise<void> {
  if (url.split('&', MAX_PARAMETERS + 1).length > MAX_PARAMETERS) {
    throw new DomainError('invalid-request', { detail: 'The request has too many parameters.' })
  }
}
