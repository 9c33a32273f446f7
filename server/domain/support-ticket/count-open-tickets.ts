import { COUNT_CAP, type OpenCountDto } from '#shared/support-ticket.ts'
import type { TenantContext } from '../context.ts'
import { McpServer } from '../mcp-server/mcp-server.entity.ts'
import { allow } from '../policy.ts'
import { countTicketRows } from './ticket-count.repository.ts'

/**
 * How many tickets are open, counted up to `COUNT_CAP`, without tests.
 *
 * @param serverSlug counts the tickets of this MCP server only; an unknown one has none
 */
export async function countOpenTickets(ctx: TenantContext, serverSlug?: string): Promise<OpenCountDto> {
  allow(ctx, 'read tickets')
  const server = serverSlug === undefined ? undefined : await ctx.em.findOne(McpServer, { slug: serverSlug })
  if (server === null) return { open: 0 }
  const filter = { statuses: ['open'], mcpServerId: server?.id } as const
  return { open: (await countTicketRows(ctx, filter, { counted: 'real', cap: COUNT_CAP })).count }
}
