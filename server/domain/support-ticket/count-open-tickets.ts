import { COUNT_CAP, type OpenCountDto } from '#shared/support-ticket.ts'
import type { TenantContext } from '../context.ts'
import { McpServer } from '../mcp-server/mcp-server.entity.ts'
import { allow } from '../policy.ts'
import { countTickets } from './support-ticket.repository.ts'

/**
 * How many tickets are open, counted up to `COUNT_CAP`.
 *
 * @param serverSlug counts the tickets of this MCP server only; an unknown one has none
 */
export async function countOpenTickets(ctx: TenantContext, serverSlug?: string): Promise<OpenCountDto> {
  allow(ctx, 'read tickets')
  if (serverSlug === undefined) return { open: await countTickets(ctx, 'open', COUNT_CAP) }
  const server = await ctx.em.findOne(McpServer, { slug: serverSlug })
  return { open: server ? await countTickets(ctx, 'open', COUNT_CAP, server.id) : 0 }
}
