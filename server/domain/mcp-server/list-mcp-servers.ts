import type { McpServerDto } from '#shared/mcp-server.ts'
import type { TenantContext } from '../context.ts'
import { allow } from '../policy.ts'
import { McpServer } from './mcp-server.entity.ts'
import { presentMcpServer } from './present-mcp-server.ts'

/** The organization's active or archived MCP servers, by name. Each says when an SDK was last seen. */
export async function listMcpServers(
  ctx: TenantContext,
  state: 'active' | 'archived',
): Promise<McpServerDto[]> {
  allow(ctx, 'read servers')
  const servers = await ctx.em.find(
    McpServer,
    { archivedAt: state === 'active' ? null : { $ne: null } },
    { orderBy: { name: 'asc', id: 'asc' } },
  )
  return servers.map((server) => presentMcpServer(ctx.settings, server))
}
