import { loadOnce } from '#shared/load-once.ts'
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteShorthandOptionsWithHandler } from 'fastify'
import { loadLater } from '../http/load-later.ts'
import { mcpServerOrigin, type PlatformContext } from '../domain/context.ts'
import { DomainError } from '../domain/errors.ts'
import { authenticateServerKey } from '../domain/mcp-server/authenticate-server-key.ts'
import { findHostedServer } from '../domain/mcp-server/find-hosted-server.ts'
import { presentSupportTool } from '../domain/mcp-server/present-mcp-server.ts'
import { etagOf, namesEtag } from './etag.ts'
import { refuseTokenInUrl } from './refuse-token-in-url.ts'

/**
 * `GET /api/mcpserver/openapi.json`: the OpenAPI document of the routes on this host. It is built when somebody asks. Without
 * a key it says nothing of the MCP server but its address; with one, `category` lists its categories.
 */
export function openApiRoute(
  app: FastifyInstance,
  platform: () => PlatformContext,
): RouteShorthandOptionsWithHandler {
  const load = loadOnce(() => import('./openapi/document.ts'))
  loadLater(app, load)
  return {
    onRequest: [admitPages, refuseTokenInUrl],
    async handler(request, reply) {
      const { site, headers } = request
      if (site.kind !== 'mcp-server') throw new DomainError('route-not-found')
      const ctx = platform()
      const key = headers['x-mcp-obs-key']?.toString()
      const categories = await categoriesFor(ctx, site.slug, key)
      const { documentOf } = await load()
      const body = JSON.stringify(documentOf(mcpServerOrigin(ctx.settings, site.slug), categories))
      const etag = etagOf(body)
      reply.headers({ etag, vary: 'x-mcp-obs-key', 'cache-control': categories ? PRIVATE : PUBLIC })
      if (namesEtag(headers['if-none-match'], etag)) return reply.code(304).send()
      return reply.type('application/json; charset=utf-8').send(body)
    },
  }
}

const PUBLIC = 'public, max-age=3600'
/** As the settings, which the key opens too. */
const PRIVATE = 'private, max-age=60'

/** @throws DomainError `server-not-found`, `invalid-key` */
async function categoriesFor(
  ctx: PlatformContext,
  slug: string,
  key: string | undefined,
): Promise<readonly string[] | undefined> {
  if (key === undefined) {
    await findHostedServer(ctx, slug)
    return undefined
  }
  const { server } = await authenticateServerKey(ctx, slug, key)
  return presentSupportTool(server).categories
}

/** Lets pages of every origin read the document (CORS), as viewers of OpenAPI do. Browsers send no credential with it. */
async function admitPages(_request: FastifyRequest, reply: FastifyReply): Promise<void> {
  reply.headers({
    'access-control-allow-origin': '*',
    'access-control-expose-headers': 'etag, ratelimit, ratelimit-policy, retry-after, x-request-id',
    'cross-origin-resource-policy': 'cross-origin',
  })
}
