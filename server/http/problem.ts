import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { type ErrorCode, ERRORS } from '#shared/error-codes.ts'
import { fieldErrorsOf } from '#shared/field-errors.ts'
import type {
  FastifyError,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  FastifyServerOptions,
} from 'fastify'
import { v7 as uuidv7 } from 'uuid'
import { ZodError } from 'zod'
import { DomainError } from '../domain/errors.ts'
import { databaseOutage } from './database-outage.ts'
import { describeFault } from './describe-fault.ts'
import { API_HEADERS } from './security-headers.ts'

/** Seconds after which to come back when the database is away or this process is stopping. */
const OUTAGE_RETRY = 5

/** More would only repeat what the first ones say. */
const MAX_FIELD_ERRORS = 20
const MAX_POINTER = 128

/**
 * Answers everything that goes wrong as `application/problem+json` (RFC 9457, wire contract §6), and every request
 * with its `X-Request-Id`.
 */
export function answerErrors(app: FastifyInstance): void {
  let closing = false
  app.addHook('preClose', async () => {
    closing = true
  })
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
    if (closing) throw new DomainError('service-unavailable', { retryAfterSeconds: OUTAGE_RETRY })
  })
  // A connection that is kept alive after its last answer would hold the end up until it times out.
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
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply))
}

/** Options of Fastify that make what never reaches a route speak the same language. */
export const problemOptions = {
  // Its own 503 is not a problem document; `answerErrors` sends one.
  return503OnClosing: false,
  frameworkErrors(error, request, reply) {
    reply.headers({ ...API_HEADERS, 'x-request-id': request.id })
    sendProblem(error, request, reply)
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

function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const refusal = refusalOf(error, request)
  if (refusal.code === 'internal-error' || refusal.code === 'service-unavailable') {
    request.log.error({ fault: describeFault(error) }, 'request failed')
  }
  const problem = presentProblem(refusal, request.id)
  if (refusal.retryAfterSeconds) reply.header('retry-after', refusal.retryAfterSeconds)
  const challenge = CHALLENGES[refusal.code]
  if (challenge) reply.header('www-authenticate', challenge)
  void reply
    .code(problem.status)
    .header('cache-control', 'no-store')
    .type('application/problem+json; charset=utf-8')
    // As bytes, so that no serializer looks at it again.
    .send(Buffer.from(JSON.stringify(problem)))
}

/** RFC 9110 §11.6.1 asks for one in every 401; Bearer's is RFC 6750 §3. */
const CHALLENGES: Partial<Record<ErrorCode, string>> = {
  'invalid-key': 'MCP-Obs-Key',
  'token-required': 'Bearer',
  'invalid-token': 'Bearer error="invalid_token"',
}

/** The refusal that an error stands for, whoever threw it. */
function refusalOf(error: unknown, request: FastifyRequest): DomainError {
  if (error instanceof DomainError) return error
  if (error instanceof ZodError) return new DomainError('validation-failed', { errors: fieldErrorsOf(error) })
  const { statusCode = 500, code } = error instanceof Error ? (error as Partial<FastifyError>) : {}
  if (statusCode >= 400 && statusCode < 500)
    return new DomainError(FRAMEWORK_CODES[statusCode] ?? 'invalid-request')
  const tooLate = code === 'FST_ERR_HANDLER_TIMEOUT'
  const beforeHandler = request.body === undefined
  if (tooLate && beforeHandler && request.raw.readableFlowing) return new DomainError('request-timeout')
  const outage = tooLate ? 'lost' : databaseOutage(error)
  // Once a statement of a handler may have reached the database, only a request that reads wrote nothing for sure.
  const nothingWritten =
    outage === 'unreached' || (outage === 'lost' && (beforeHandler || request.method === 'GET'))
  if (nothingWritten) return new DomainError('service-unavailable', { retryAfterSeconds: OUTAGE_RETRY })
  return new DomainError('internal-error')
}

/** What Fastify and its plugins refuse by themselves. */
const FRAMEWORK_CODES: Readonly<Record<number, ErrorCode>> = {
  404: 'route-not-found',
  405: 'method-not-allowed',
  408: 'request-timeout',
  413: 'body-too-large',
  415: 'unsupported-media-type',
}

/** RFC 9110's names of statuses for which Node has older ones. */
const TITLES: Readonly<Record<number, string>> = { 413: 'Content Too Large', 422: 'Unprocessable Content' }

function presentProblem({ code, message, errors }: DomainError, requestId: string) {
  const [status] = ERRORS[code]
  return {
    type: 'about:blank',
    title: TITLES[status] ?? STATUS_CODES[status] ?? 'Error',
    status,
    code,
    detail: message,
    requestId,
    ...(errors && {
      errors: errors
        .slice(0, MAX_FIELD_ERRORS)
        .map((error) => ({ ...error, pointer: error.pointer.slice(0, MAX_POINTER) })),
    }),
  }
}

/** Answers what Node could not read as a request, on the bare socket. */
function answerClientError({ code }: { code?: string }, socket: Socket): void {
  if (code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  if (code === 'HPE_HEADER_OVERFLOW') return void socket.end(head(431, { 'content-length': '0' }))
  const refusal = new DomainError(code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 'request-timeout' : 'invalid-request')
  const requestId = uuidv7()
  const problem = presentProblem(refusal, requestId)
  const body = JSON.stringify(problem)
  const headers = {
    ...API_HEADERS,
    'x-request-id': requestId,
    'cache-control': 'no-store',
    'content-type': 'application/problem+json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
  }
  socket.end(head(problem.status, headers) + body)
}

function head(status: number, headers: Record<string, string>): string {
  const lines = Object.entries({ ...headers, connection: 'close' }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  )
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n`
}
