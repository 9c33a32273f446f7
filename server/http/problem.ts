import type { ErrorCode } from '#shared/error-codes.ts'
import type { FastifyInstance, FastifyReply, FastifyRequest, FastifyServerOptions } from 'fastify'
import { DomainError } from '../domain/errors.ts'
import { answerClientError } from './client-error.ts'
import { logRequest } from './log-requests.ts'
import { isNavigation } from './is-navigation.ts'
import { whenFirst } from './pipelined-requests.ts'
import { presentProblem } from './present-problem.ts'
import { type Refusal, toRefusal, unavailable } from './refusal.ts'
import { renderRefusal } from './refusal-page.ts'
import { API_HEADERS } from './security-headers.ts'
import { closeUnreadBody } from './unread-bodies.ts'

/**
 * Answers everything that goes wrong, people with a page and programs with `application/problem+json` (RFC 9457, wire
 * contract §6), and every request with its `X-Request-Id`.
 */
export function answerErrors(app: FastifyInstance): void {
  let closing = false
  app.addHook('preClose', async () => {
    closing = true
  })
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
    if (closing) throw unavailable(request)
  })
  // A connection that is kept alive after its last answer would delay the end until it times out.
  app.addHook('onSend', async (_request, reply) => {
    if (closing) reply.header('connection', 'close')
  })
  // Before the body is read: a wrong address is wrong whatever was sent to it.
  app.addHook('preParsing', async (request) => {
    if (request.is404) throw new DomainError('route-not-found')
  })
  app.setNotFoundHandler(() => {
    throw new DomainError('route-not-found')
  })
  app.setErrorHandler((error, request, reply) => sendProblem(request.refuse(error), request, reply))
}

/** Options of Fastify that give what never reaches a route the same form of answer. */
export const problemOptions = {
  // Its own 503 is not a problem document; `answerErrors` sends one.
  return503OnClosing: false,
  frameworkErrors: (error, request, reply) =>
    whenFirst([request, reply], () => void answerUnrouted(error, request, reply)),
  clientErrorHandler(this: FastifyInstance, error, socket) {
    answerClientError(this, error, socket)
  },
} satisfies FastifyServerOptions

/** What could not be routed has neither decorators nor hooks, and never came near the database. */
async function answerUnrouted(cause: Error, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  request.quotas = []
  const refused: unknown = await request.server.guardNetwork(request).then(
    () => cause,
    (refusal: unknown) => refusal,
  )
  reply.headers({ ...API_HEADERS, 'x-request-id': request.id })
  const refusal = toRefusal(refused, request, () => undefined)
  request.server.metrics.countRefusal(refusal)
  sendProblem(refusal, request, reply)
  closeUnreadBody(request, reply)
  logRequest(request, reply)
}

/** Makes the methods that an address does not take 405, with the ones it does in `Allow` (RFC 9110 §15.5.6). */
export function refuseOtherMethods(app: FastifyInstance, url: string, allowed: readonly string[]): void {
  const method = app.supportedMethods.filter((name) => !allowed.includes(name))
  const refuse = async (_request: FastifyRequest, reply: FastifyReply): Promise<never> => {
    reply.header('allow', allowed.join(', '))
    throw new DomainError('method-not-allowed')
  }
  app.route({ method, url, onRequest: refuse, handler: refuse })
}

function sendProblem(refusal: Refusal, request: FastifyRequest, reply: FastifyReply): void {
  if (refusal.retryAfterSeconds !== undefined) reply.header('retry-after', refusal.retryAfterSeconds)
  const challenge = challengeOf(refusal.code)
  // A route may have written one that says more.
  if (challenge && !reply.hasHeader('www-authenticate')) reply.header('www-authenticate', challenge)
  // RFC 9110 §15.5.9: what the client still sends is not read.
  if (refusal.code === 'request-timeout') reply.header('connection', 'close')
  reply.code(refusal.status)
  if (isNavigation(request)) {
    const { html, headers } = renderRefusal(refusal, request)
    return void reply.headers(headers).send(html)
  }
  void reply
    .header('cache-control', 'no-store')
    .type('application/problem+json; charset=utf-8')
    // As bytes, so that no serializer looks at it again.
    .send(Buffer.from(JSON.stringify(presentProblem(refusal, request.id))))
}

/** Returns the `WWW-Authenticate` of an error, if it has one. */
export function challengeOf(code: ErrorCode): string | undefined {
  return CHALLENGES[code]
}

/** RFC 9110 §11.6.1 asks for one in every 401; Bearer's is RFC 6750 §3. */
const CHALLENGES: Partial<Record<ErrorCode, string>> = {
  'invalid-key': 'MCP-Obs-Key',
  'token-required': 'Bearer',
  'invalid-token': 'Bearer error="invalid_token"',
}
