import { SERVERS_SHOWN, type ServerCountsDto } from '#shared/insight.ts'
import type { TenantContext } from '../context.ts'
import { findMcpServersById } from '../mcp-server/find-mcp-server.ts'
import { allow } from '../policy.ts'
import { countUnresolved } from '../ticket-insight/insight.repository.ts'
import { mostFirst } from '../ticket-insight/most-first.ts'

/** The MCP servers with the most unresolved tickets, archived ones included. */
export async function listUnresolvedServers(ctx: TenantContext): Promise<ServerCountsDto> {
  allow(ctx, 'read tickets')
  const counts = await countUnresolved(ctx, undefined)
  const most = mostFirst(counts).slice(0, SERVERS_SHOWN)
  const byId = await findMcpServersById(
    ctx,
    most.map(([id]) => id),
  )
  return {
    servers: most.flatMap(([id, unresolved]) => {
      const server = byId.get(id)
      return server ? [{ slug: server.slug, name: server.name, unresolved }] : []
    }),
  }
}
