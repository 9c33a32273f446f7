import type { FastifyInstance } from 'fastify'
import type { PlatformContext } from '../domain/context.ts'
import { DomainError } from '../domain/errors.ts'
import {
  type AuthenticatedServer,
  authenticateServerKey,
} from '../domain/mcp-server/authenticate-server-key.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The MCP server whose key the request carries, and a context in its organization. */
    caller: AuthenticatedServer
  }
}

/** Lets only requests with a key of the host's own MCP server through, and gives them their organization. */
export function requireServerKey(app: FastifyInstance, platform: () => PlatformContext): void {
  app.decorateRequest('caller')
  // The scope of each request is forked from it. Nothing is loaded in it.
  const shared = platform()
  app.addHook('onRequest', async (request) => {
    if (request.site.kind !== 'mcp-server') throw new DomainError('route-not-found')
    const key = request.headers['x-mcp-obs-key']
    request.caller = await authenticateServerKey(shared, request.site.slug, key?.toString())
  })
}
