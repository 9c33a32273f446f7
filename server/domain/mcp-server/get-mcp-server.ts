import type { McpServerDto } from '#shared/mcp-server.ts'
import type { TenantContext } from '../context.ts'
import { allow } from '../policy.ts'
import { findMcpServerOrArchived } from './find-mcp-server.ts'
import { presentMcpServer } from './present-mcp-server.ts'
import { ServerKey } from './server-key.entity.ts'

/**
 * One MCP server, archived or not, with the time when an SDK was last seen. It says nothing about single keys.
 *
 * @throws DomainError `server-not-found`
 */
export async function getMcpServer(ctx: TenantContext, slug: string): Promise<McpServerDto> {
  allow(ctx, 'read servers')
  const server = await findMcpServerOrArchived(ctx, slug)
  const lastUsed = await ctx.em.findOne(
    ServerKey,
    { mcpServerId: server.id, lastUsedAt: { $ne: null } },
    { orderBy: { lastUsedAt: 'desc' }, fields: ['lastUsedAt'] },
  )
  return presentMcpServer(ctx.settings, server, lastUsed?.lastUsedAt ?? undefined)
}
