import type { RouteShorthandOptionsWithHandler } from 'fastify'
import { readSupportConfig } from '../domain/mcp-server/read-support-config.ts'
import { touchSetup } from '../domain/mcp-server/touch-setup.ts'
import type { SupportConfig } from './answers.ts'
import { etagOf, namesEtag } from './etag.ts'
import { refuseTokenInUrl } from './refuse-token-in-url.ts'

/** `GET /api/mcpserver/config` (wire contract §3), conditional by RFC 9110 §13.1.2. */
export function configRoute(): RouteShorthandOptionsWithHandler {
  return {
    onRequest: refuseTokenInUrl,
    async handler(request, reply) {
      const { ctx, server } = request.caller
      touchSetup(ctx, server, {
        userAgent: request.headers['user-agent'],
        listed: request.headers['x-mcp-obs-listed'],
      })
      const config: SupportConfig = readSupportConfig(ctx.settings, server)
      const body = JSON.stringify(config)
      const etag = etagOf(body)
      // Private: the answer depends on the key.
      reply.header('etag', etag).header('cache-control', 'private, max-age=60')
      if (namesEtag(request.headers['if-none-match'], etag)) return reply.code(304).send()
      return reply.type('application/json; charset=utf-8').send(body)
    },
  }
}
