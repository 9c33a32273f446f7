import type { TenantContext } from '../context.ts'
import { DomainError } from '../errors.ts'
import { McpServer } from './mcp-server.entity.ts'

/**
 * The organization's MCP server with this slug, unless it is archived.
 *
 * @throws DomainError `server-not-found`
 */
export async function findMcpServer(ctx: TenantContext, slug: string): Promise<McpServer> {
  const server = await findMcpServerOrArchived(ctx, slug)
  if (server.archivedAt) throw new DomainError('server-not-found')
  return server
}

/**
 * The organization's MCP server with this slug, archived or not: what is stored of an archived server can still be read.
 *
 * @throws DomainError `server-not-found`
 */
export async function findMcpServerOrArchived({ em }: TenantContext, slug: string): Promise<McpServer> {
  const server = await em.findOne(McpServer, { slug })
  if (!server) throw new DomainError('server-not-found')
  return server
}

/** The organization's MCP servers with these ids, archived or not. */
export async function findMcpServersById(
  { em }: TenantContext,
  ids: readonly string[],
): Promise<Map<string, McpServer>> {
  const servers = ids.length > 0 ? await em.find(McpServer, { id: { $in: [...new Set(ids)] } }) : []
  return new Map(servers.map((server) => [server.id, server]))
}
