import type { FastifyRequest } from 'fastify'
import { DomainError } from '../domain/errors.ts'

/**
 * Refuses requests that do not come from the page itself. Its exact origin is required, because other tenants' hosts are
 * the same site and their pages make browsers send the cookie. JSON is required, because a form cannot send it.
 *
 * @param origin of the page
 */
export function refuseOtherOrigins({ method, headers }: FastifyRequest, origin: string): void {
  if (method === 'GET' || method === 'HEAD') return
  if (headers.origin !== origin) {
    throw new DomainError('cross-site-request', {
      detail: 'This request did not come from the sign-in page.',
    })
  }
  if (!/^application\/json\b/i.test(headers['content-type'] ?? '')) {
    throw new DomainError('unsupported-media-type')
  }
}
