import type { FastifyInstance, FastifyRequest } from 'fastify'

/** The scheme in any case (RFC 9110 §11.1). Other schemes, which proxies use, are none of ours. */
const BEARER = /^bearer(?: +(?! )(.*))?$/i

/** Headers that tRPC's clients, the client for scripts and MCP clients send. */
const SENT =
  'authorization, content-type, last-event-id, trpc-accept, mcp-protocol-version, mcp-method, mcp-name, mcp-session-id'
const READ = 'ratelimit, ratelimit-policy, retry-after, www-authenticate, x-request-id'
/** Seconds for which a browser may remember the answer to a preflight. */
const PREFLIGHT_SECONDS = 600

/** Returns the access token that a request carries, as text that nobody has checked; undefined without one. */
export function bearerOf({ headers }: FastifyRequest): string | undefined {
  const match = BEARER.exec(headers.authorization ?? '')
  return match ? (match[1] ?? '') : undefined
}

/**
 * Lets pages of every origin call procedures and `/mcp` with an access token (CORS), and read every answer: also those of guards that
 * come before the procedures, on whatever host. Without the header, a browser shows a script a lost connection in place
 * of a refusal. This is safe because a token is never sent by the browser itself: a page has to know it. So it is allowed
 * without credentials only, and a request with a token and a cookie is refused. Procedures that are called without a token
 * get no CORS header. `/mcp` reads no cookie, so it always gets one: a client without a token reads where to sign in.
 */
export function admitTokenCalls(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    if (!isPreflight(request)) return
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
    if (isMcp(request) || (isProcedure(request) && bearerOf(request) !== undefined))
      reply.headers({ 'access-control-allow-origin': '*', 'access-control-expose-headers': READ })
  })
}

function isProcedure({ url }: FastifyRequest): boolean {
  return url.startsWith('/trpc/')
}

function isMcp({ url }: FastifyRequest): boolean {
  return /^\/mcp\/?(?:\?|$)/.test(url)
}

/**
 * A browser asks what it may send (https://fetch.spec.whatwg.org/#cors-preflight-request): to a procedure, `Authorization`
 * only.
 */
function isPreflight(request: FastifyRequest): boolean {
  const { method, headers } = request
  if (method !== 'OPTIONS') return false
  const { 'access-control-request-headers': asked, 'access-control-request-method': wanted } = headers
  if (isMcp(request)) return asked !== undefined || wanted !== undefined
  return isProcedure(request) && /(?:^|,) *authorization *(?:,|$)/i.test(asked ?? '')
}
