import type { TicketDto } from '#shared/support-ticket.ts'
import type { TenantContext } from '../context.ts'
import { findMcpServer } from '../mcp-server/find-mcp-server.ts'
import { presentSupportTool } from '../mcp-server/present-mcp-server.ts'
import { allow } from '../policy.ts'
import { getTicket } from './get-ticket.ts'
import { openTicket } from './open-ticket.ts'

/**
 * Opens a ticket that shows staff how one arrives. It is marked as a test and left out of counts.
 *
 * @throws DomainError `server-not-found`
 */
export async function sendTestTicket(ctx: TenantContext, serverSlug: string): Promise<TicketDto> {
  allow(ctx, 'work tickets')
  const server = await findMcpServer(ctx, serverSlug)
  const { categories } = presentSupportTool(server)
  const words = {
    title: 'Test ticket',
    description:
      'Sent from the page of the MCP server, to see how a ticket arrives. Nobody reported a problem.',
    category: categories.at(-1)!,
  }
  const { ticket } = await openTicket(ctx, { mcpServerId: server.id, categories, words, origin: 'test' })
  return getTicket(ctx, ticket.reference)
}
