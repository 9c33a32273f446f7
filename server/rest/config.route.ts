import type { RouteShorthandOptionsWithHandler } from 'fastify'
import { readSupportConfig } from '../domain/mcp-server/read-support-config.ts'
import { touchToolListed } from '../domain/mcp-server/touch-tool-listed.ts'
import { sha256 } from '../domain/sha256.ts'
import { refuseTokenInUrl } from './refuse-token-in-url.ts'

/** `GET /api/mcpserver/config` (wire contract §3), conditional by RFC 9110 §13.1.2. */
export function configRoute(): RouteShorthandOptionsWithHandler {
  return {
    onRequest: refuseTokenInUrl,
    async handler(request, reply) {
      const { ctx, server } = request.caller
      touchToolListed(ctx, server, request.headers['x-mcp-obs-listed'])
      const body = JSON.stringify(readSupportConfig(ctx.settings, server))
      const etag = `"${sha256(body).toString('base64url')}"`
      // Private: the answer depends on the key.
      reply.header('etag', etag).header('cache-control', 'private, max-age=60')
      if (namesEtag(request.headers['if-none-match'], etag)) return reply.code(304).send()
      return reply.type('application/json; charset=utf-8').send(body)
    },
  }
}

/** Weak comparison, which is what If-None-Match asks for: a proxy may have weakened the tag. */
function namesEtag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false
  return header.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag)
}
