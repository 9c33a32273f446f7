import type { FastifyInstance, FastifyRequest } from 'fastify'

/** W3C Trace Context §3.2: version, trace id, parent id, flags. */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/

/** One line per request: what was asked of whom and how it went. No body, query, e-mail address or token. */
export function logRequests(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    const traceId = traceIdOf(request)
    request.log.info(
      {
        method: request.method,
        // The template, not the path: paths carry references. Unknown addresses have none.
        route: request.is404 ? null : request.routeOptions.url,
        site: siteName(request),
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
        ...(traceId && { traceId }),
      },
      'request',
    )
  })
}

function siteName({ site }: Partial<FastifyRequest>): string | null {
  if (!site) return null
  return site.kind === 'app' ? 'app' : site.slug
}

function traceIdOf({ headers }: FastifyRequest): string | undefined {
  const { traceparent } = headers
  return typeof traceparent === 'string' ? TRACEPARENT.exec(traceparent)?.[1] : undefined
}
