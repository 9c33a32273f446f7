import type { FastifyRequest } from 'fastify'
import { DomainError } from '../domain/errors.ts'
import { bearerOf } from '../http/token-cors.ts'

/**
 * Refuses requests that another site's page, or an MCP server's host, made a browser send. SameSite does not help
 * against the latter: tenants' hosts are the same site. tRPC by itself executes mutations posted as forms. A request with
 * an access token may come from anywhere, because no browser adds one by itself and `refuseTwoCredentials` refuses a cookie with it.
 */
export function refuseCrossSite(appOrigin: string) {
  return async (request: FastifyRequest): Promise<void> => {
    if (request.method === 'POST' && !/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
      throw new DomainError('unsupported-media-type')
    }
    if (bearerOf(request) !== undefined) return
    const site = request.headers['sec-fetch-site']
    if (site !== undefined && site !== 'same-origin' && !(site === 'none' && request.method === 'GET')) {
      throw new DomainError('cross-site-request')
    }
    const { origin, cookie } = request.headers
    if (origin !== undefined && origin !== appOrigin) throw new DomainError('cross-site-request')
    // Every browser sends one of the two with a POST; a cookie without either is not from one we can trust.
    if (request.method === 'POST' && cookie && site === undefined && origin === undefined) {
      throw new DomainError('cross-site-request')
    }
  }
}
