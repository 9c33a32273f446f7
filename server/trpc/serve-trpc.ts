import { loadOnce } from '#shared/load-once.ts'
import type { ServerResponse } from 'node:http'
import cookies from '@fastify/cookie'
import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestAsyncHookHandler } from 'fastify'
import { DomainError } from '../domain/errors.ts'
import { limitTime } from '../http/deadlines.ts'
import { isNavigation } from '../http/is-navigation.ts'
import { loadLater } from '../http/load-later.ts'
import { refuseOtherMethods } from '../http/problem.ts'
import { sessionReader } from '../http/session-cookie.ts'
import { onlyFor } from '../http/tenant-host.ts'
import { bearerOf } from '../http/token-cors.ts'
import type { ProcedureOptions } from './answer-procedures.ts'
import { keepCurrentRequest } from './current-request.ts'
import { KnownCallers } from './known-callers.ts'
import { refuseCrossSite } from './refuse-cross-site.ts'
import { refuseTwoCredentials } from './refuse-two-credentials.ts'
import { waitForTurn } from './wait-for-turn.ts'

/** Milliseconds for an answer. */
const DEADLINE_MS = 8_000
const WATCH = '/trpc/supportTicket.watch'
const PROCEDURE = '/trpc/:path'
const METHODS = ['GET', 'HEAD', 'POST', 'OPTIONS'] as const

type Options = Omit<ProcedureOptions, 'callers'>

/** Serves `/trpc` on the dashboard's host. */
export async function serveTrpc(app: FastifyInstance, options: Options): Promise<void> {
  await app.register(cookies)
  onlyFor(app, 'app')
  limitTime(app, DEADLINE_MS)
  keepCurrentRequest(app)
  keepAnswersPrivate(app)
  const endOnClose = endStreamsOnClose(app)
  app.addHook('onRequest', refuseNavigations)
  app.addHook('onRequest', refuseTwoCredentials)
  app.addHook('onRequest', refuseCrossSite(options.config.appOrigin))
  const callers = new KnownCallers()
  const loadAnswer = loadOnce(async () => {
    const { procedureAnswerer } = await import('./answer-procedures.ts')
    return procedureAnswerer(app.makeLimiter, { ...options, callers })
  })
  loadLater(app, loadAnswer)
  // tRPC reads bodies itself.
  for (const type of ['application/json', 'multipart/form-data']) app.removeContentTypeParser(type)
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) =>
    done(null, body),
  )
  app.addContentTypeParser('multipart/form-data', (_request, body, done) => done(null, body))
  const readSession = sessionReader(options.config.appOrigin)
  const inTurn = waitForTurn((request) => {
    const credential = bearerOf(request) ?? readSession(request)
    return credential === undefined ? () => undefined : callers.of(credential)
  })
  refuseOtherMethods(app, PROCEDURE, METHODS)
  app.route({
    method: [...METHODS],
    url: PROCEDURE,
    handler: inTurn(async (request, reply) => (await loadAnswer()).procedures(request, reply)),
  })
  const streamed = { exposeHeadRoute: false, onRequest: endOnClose }
  refuseOtherMethods(app, WATCH, ['GET'])
  app.get(WATCH, streamed, async (request, reply) => (await loadAnswer()).watchChanges(request, reply))
  app.get('/export/tickets', { exposeHeadRoute: false }, async (request, reply) =>
    (await loadAnswer()).exportTickets(request, reply),
  )
}

/** Procedures answer programs. A person who opens the address of one gets a page. */
async function refuseNavigations(request: FastifyRequest): Promise<void> {
  if (isNavigation(request)) throw new DomainError('route-not-found')
}

/** What one person is shown is kept by no cache on its way (RFC 9111 §5.2.2.5). */
function keepAnswersPrivate(app: FastifyInstance): void {
  app.addHook('onSend', async (_request, reply, payload) => {
    // Proxies must not rewrite streams: what compresses them holds events back.
    const value = isEventStream(reply) ? 'no-store, no-transform' : 'no-store'
    if (payload instanceof Response) payload.headers.set('cache-control', value)
    reply.header('cache-control', value)
  })
}

function isEventStream(reply: FastifyReply): boolean {
  return String(reply.getHeader('content-type')).startsWith('text/event-stream')
}

/**
 * Live streams have no deadline and never end by themselves, and closing waits for every response, also for one that waits
 * to be opened. Browsers reconnect to the next process.
 *
 * @returns for the route of the streams
 */
function endStreamsOnClose(app: FastifyInstance): onRequestAsyncHookHandler {
  const streams = new Set<ServerResponse>()
  app.addHook('onSend', async (request, reply) => {
    if (!isEventStream(reply) || reply.raw.destroyed) return
    request.deadline.lift()
    app.metrics.countStreams(1)
    reply.raw.once('close', () => app.metrics.countStreams(-1))
  })
  app.addHook('preClose', async () => {
    for (const stream of streams) stream.destroy()
  })
  return async (_request, { raw }) => {
    streams.add(raw)
    raw.once('close', () => streams.delete(raw))
  }
}
