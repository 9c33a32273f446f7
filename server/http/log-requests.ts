import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { logged, shortenAddress } from './logged-request.ts'

/** W3C Trace Context §3.2: version, trace id, parent id, flags. */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/

/** What proxies log where the client did not wait for the answer. No client ever gets it. */
const CLIENT_CLOSED = 499

/** Logs and counts each request, once it is answered or the client has gone. */
export function logRequests(app: FastifyInstance): void {
  app.decorateRequest('network')
  const done = new WeakSet<FastifyRequest>()
  const log = (request: FastifyRequest, reply: FastifyReply, status: number) => {
    if (done.has(request)) return
    done.add(request)
    logRequest(request, reply, status)
  }
  app.addHook('onRequest', async (request, reply) => {
    request.network = shortenAddress(request.ip)
    // Deadlines, files and logs listen, and Node takes more than ten for a leak.
    reply.raw.setMaxListeners(20)
    // Then there is no `onResponse`. What nobody waits for still costs, so it must be seen.
    reply.raw.once('close', () => {
      if (!reply.raw.writableFinished)
        log(request, reply, reply.raw.headersSent ? reply.statusCode : CLIENT_CLOSED)
    })
  })
  app.addHook('onResponse', async (request, reply) => log(request, reply, reply.statusCode))
}

/**
 * Treats a request with an unknown `Expect` like any other, as RFC 9110 §10.1.1 allows. Node would answer it by itself,
 * without a request id and without a line in the log.
 */
export function ignoreExpectations(app: FastifyInstance): void {
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response))
}

/**
 * Logs what was asked of which host and how it went. The line holds no body, query, e-mail address or token. A request
 * that failed by a fault of ours is an error and says what the fault was.
 */
export function logRequest(
  request: FastifyRequest,
  reply: FastifyReply,
  status: number = reply.statusCode,
): void {
  const traceId = traceIdOf(request)
  // Absent on a request that could not be routed, which no decorator reaches.
  const refusals = (request as Partial<FastifyRequest>).refusals ?? []
  const [first] = refusals
  const { route, procedures, network } = logged(request)
  const { method } = request
  request.server.metrics.countRequest({ method, route, procedures, status }, reply)
  const line = {
    method,
    route,
    ...(procedures.length === 1 && { procedure: procedures[0] }),
    ...(procedures.length > 1 && { procedures }),
    network,
    site: siteName(request),
    status,
    ms: Math.round(reply.elapsedTime),
    ...(traceId && { traceId }),
    // A batch of procedures can fail in several ways, and a stream after its status was sent.
    ...(first && (refusals.length === 1 && first.status === status ? first : { refusals })),
  }
  if (refusals.some(({ fault }) => fault)) request.log.error(line, 'request failed')
  else request.log.info(line, 'request')
}

function siteName({ site }: Partial<FastifyRequest>): string | null {
  if (!site) return null
  return site.kind === 'app' ? 'app' : site.slug
}

function traceIdOf({ headers }: FastifyRequest): string | undefined {
  const { traceparent } = headers
  return typeof traceparent === 'string' ? TRACEPARENT.exec(traceparent)?.[1] : undefined
}
