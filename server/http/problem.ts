import { type ServerResponse, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { type ErrorCode, ERRORS } from '#shared/error-codes.ts'
import type { FastifyInstance, FastifyReply, FastifyRequest, FastifyServerOptions } from 'fastify'
import { randomUUID } from 'node:crypto'
import { DomainError } from '../domain/errors.ts'
import { logRequest } from './log-requests.ts'
import { isNavigation } from './is-navigation.ts'
import { shortenAddress } from './logged-request.ts'
import { type Refusal, toRefusal, unavailable } from './refusal.ts'
import { renderRefusal } from './refusal-page.ts'
import { API_HEADERS } from './security-headers.ts'
import { closeSoon, closeUnreadBody } from './unread-bodies.ts'

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
    if (closing) throw unavailable()
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
  frameworkErrors(error, request, reply) {
    reply.headers({ ...API_HEADERS, 'x-request-id': request.id })
    // What could not be routed has neither decorators nor hooks, and never came near the database.
    const refusal = toRefusal(error, request, () => undefined)
    request.server.metrics.countRefusal(refusal)
    sendProblem(refusal, request, reply)
    closeUnreadBody(request, reply)
    logRequest(request, reply)
  },
  clientErrorHandler: answerClientError,
} satisfies FastifyServerOptions

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
  if (challenge) reply.header('www-authenticate', challenge)
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

/** RFC 9110's names of statuses for which Node has older ones. */
const TITLES: Readonly<Record<number, string>> = { 413: 'Content Too Large', 422: 'Unprocessable Content' }

function presentProblem({ status, code, detail, errors, lane }: Refusal, requestId: string) {
  const title = TITLES[status] ?? STATUS_CODES[status] ?? 'Error'
  return {
    type: 'about:blank',
    title,
    status,
    code,
    detail,
    requestId,
    ...(errors && { errors }),
    ...(lane && { lane }),
  }
}

/**
 * Answers what Node could not read as a request, on the bare socket, and closes it: a client that neither sends nor closes
 * must not keep it open.
 */
function answerClientError(
  this: FastifyInstance,
  { code }: { code?: string },
  socket: AnsweringSocket,
): void {
  const isAnswered = socket._httpMessage?.headersSent === true
  if (code === 'ECONNRESET' || !socket.writable || isAnswered) return void socket.destroy()
  closeSoon(socket)
  const requestId = randomUUID()
  const network = shortenAddress(socket.remoteAddress)
  const logRefusal = (status: number) => {
    this.metrics.countUnreadable(status)
    this.log.info({ requestId, method: null, route: null, network, site: null, status }, 'request')
  }
  if (code === 'HPE_HEADER_OVERFLOW') {
    logRefusal(431)
    return void socket.end(head(431, { 'content-length': '0' }))
  }
  const reason = code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 'request-timeout' : 'invalid-request'
  const [status, detail] = ERRORS[reason]
  logRefusal(status)
  const body = JSON.stringify(presentProblem({ status, code: reason, detail }, requestId))
  const headers = {
    ...API_HEADERS,
    'x-request-id': requestId,
    'cache-control': 'no-store',
    'content-type': 'application/problem+json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
  }
  socket.end(head(status, headers) + body)
}

/** Node's own field: the answer that the socket carries now. The request under it may be what cannot be read any more. */
type AnsweringSocket = Socket & { _httpMessage?: ServerResponse | null }

function head(status: number, headers: Record<string, string>): string {
  const lines = Object.entries({ ...headers, connection: 'close' }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  )
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n`
}
