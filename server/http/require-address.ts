import type { FastifyInstance } from 'fastify'
import { DomainError } from '../domain/errors.ts'

/**
 * Refuses a request whose connection was reset before anybody looked at it. It has no address any more, all of its kind
 * would share their quotas and lanes, and nobody hears the answer. Node remembers an address once it was asked for.
 */
export function requireAddress(app: FastifyInstance): void {
  app.addHook('onRequest', async (request) => {
    const { ip } = request as { ip: string | undefined }
    if (!ip) throw new DomainError('invalid-request')
  })
}
