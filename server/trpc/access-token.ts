import type { FastifyReply, FastifyRequest } from 'fastify'
import { DomainError } from '../domain/errors.ts'
import { countHeader } from '../http/raw-headers.ts'

/** The scheme in any case (RFC 9110 §11.1). Other schemes, which proxies use, are none of ours. */
const BEARER = /^bearer(?: +(.*))?$/i

/** Headers that tRPC's clients and the client for scripts send. */
const SENT = 'authorization, content-type, last-event-id, trpc-accept'
const READ = 'ratelimit, ratelimit-policy, retry-after, x-request-id'
/** Seconds for which a browser may remember the answer to a preflight. */
const PREFLIGHT_SECONDS = 600

/** Returns the access token that a request carries, as text that nobody has checked; undefined without one. */
export function bearerOf({ headers }: FastifyRequest): string | undefined {
  const match = BEARER.exec(headers.authorization ?? '')
  return match ? (match[1] ?? '') : undefined
}

/**
 * Lets requests with an access token come from pages of every origin (CORS). This is safe because a token is never sent
 * by the browser itself: a page has to know it. So it is allowed without credentials only, and a request with a token
 * and a cookie is refused. Requests without a token get no CORS header, as before.
 */
export async function admitTokens(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  if (isPreflight(request)) {
    await reply
      .code(204)
      .headers({
        'access-control-allow-origin': '*',
        'access-control-allow-methods': 'GET, POST',
        'access-control-allow-headers': SENT,
        'access-control-max-age': PREFLIGHT_SECONDS,
      })
      .send()
    return
  }
  if (bearerOf(request) === undefined) return
  reply.headers({ 'access-control-allow-origin': '*', 'access-control-expose-headers': READ })
  if (countHeader(request.raw, 'authorization') > 1)
    throw new DomainError('invalid-request', { detail: 'Send one Authorization header.' })
  if (request.headers.cookie !== undefined)
    throw new DomainError('invalid-request', { detail: 'Send an access token or a cookie, not both.' })
}

/** A browser asks whether it may send `Authorization` (https://fetch.spec.whatwg.org/#cors-preflight-request). */
function isPreflight({ method, headers }: FastifyRequest): boolean {
  const asked = headers['access-control-request-headers'] ?? ''
  return method === 'OPTIONS' && /(?:^|,) *authorization *(?:,|$)/i.test(asked)
}
