import type { McpServerDto } from '#shared/mcp-server.ts'
import type { TenantContext } from '../context.ts'
import { allow } from '../policy.ts'
import { McpServer } from './mcp-server.entity.ts'
import { presentMcpServer } from './present-mcp-server.ts'
import { ServerKey } from './server-key.entity.ts'

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
  const keys = await ctx.em.find(
    ServerKey,
    { lastUsedAt: { $ne: null } },
    { fields: ['mcpServerId', 'lastUsedAt'] },
  )
  return servers.map((server) => {
    const uses = keys.flatMap((key) =>
      key.mcpServerId === server.id && key.lastUsedAt ? [key.lastUsedAt] : [],
    )
    const lastUse = uses.reduce<Date | undefined>((last, use) => (last && last > use ? last : use), undefined)
    return presentMcpServer(ctx.settings, server, lastUse)
  })
}
