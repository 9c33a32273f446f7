import type { FastifyInstance, FastifyRequest } from 'fastify'

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
 * Lets pages of every origin call procedures with an access token (CORS), and read every answer: also those of guards that
 * come before the procedures, on whatever host. Without the header, a browser shows a script a lost connection in place
 * of a refusal. This is safe because a token is never sent by the browser itself: a page has to know it. So it is allowed
 * without credentials only, and a request with a token and a cookie is refused. Requests without a token get no CORS
 * header.
 */
export function admitTokenCalls(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    if (!isCall(request) || !isPreflight(request)) return
    await reply
      .code(204)
      .headers({
        'access-control-allow-origin': '*',
        'access-control-allow-methods': 'GET, POST',
        'access-control-allow-headers': SENT,
        'access-control-max-age': PREFLIGHT_SECONDS,
      })
      .send()
  })
  app.addHook('onSend', async (request, reply) => {
    if (isCall(request) && bearerOf(request) !== undefined)
      reply.headers({ 'access-control-allow-origin': '*', 'access-control-expose-headers': READ })
  })
}

function isCall({ url }: FastifyRequest): boolean {
  return url.startsWith('/trpc/')
}

/** A browser asks whether it may send `Authorization` (https://fetch.spec.whatwg.org/#cors-preflight-request). */
function isPreflight({ method, headers }: FastifyRequest): boolean {
  const asked = headers['access-control-request-headers'] ?? ''
  return method === 'OPTIONS' && /(?:^|,) *authorization *(?:,|$)/i.test(asked)
}
