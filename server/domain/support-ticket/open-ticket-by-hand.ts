import type { TicketDto, TicketWords } from '#shared/support-ticket.ts'
import type { TenantContext } from '../context.ts'
import { findMcpServer } from '../mcp-server/find-mcp-server.ts'
import { presentSupportTool } from '../mcp-server/present-mcp-server.ts'
import { allow } from '../policy.ts'
import { getTicket } from './get-ticket.ts'
import { openTicket } from './open-ticket.ts'

/**
 * Opens a ticket that reached staff another way. Works while the support tool is off.
 *
 * @throws DomainError `server-not-found`, `validation-failed`
 */
export async function openTicketByHand(
  ctx: TenantContext,
  serverSlug: string,
  words: TicketWords,
): Promise<TicketDto> {
  allow(ctx, 'work tickets')
  const server = await findMcpServer(ctx, serverSlug)
  const { categories } = presentSupportTool(server)
  const { ticket } = await openTicket(ctx, { mcpServerId: server.id, categories, words, origin: 'dashboard' })
  return getTicket(ctx, ticket.reference)
}
