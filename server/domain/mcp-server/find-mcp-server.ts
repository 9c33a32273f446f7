import type { TenantContext } from '../context.ts'
import { DomainError } from '../errors.ts'
import { McpServer } from './mcp-server.entity.ts'

/**
 * The organization's MCP server with this slug, unless it is archived.
 *
 * @throws DomainError `server-not-found`
 */
export async function findMcpServer({ em }: TenantContext, slug: string): Promise<McpServer> {
  const server = await em.findOne(McpServer, { slug, archivedAt: null })
  if (!server) throw new DomainError('server-not-found')
  return server
}
