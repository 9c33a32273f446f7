import type { TicketDto } from '#shared/support-ticket.ts'
import type { TenantContext } from '../context.ts'
import { presentTicket } from './present-ticket.ts'
import type { SupportTicket } from './support-ticket.entity.ts'
import { findTicketParties, listTicketEvents } from './ticket-details.repository.ts'

/**
 * Reads the rest of a ticket: its server, its reporter and its audit trail.
 *
 * @param ticket with `context` loaded
 */
export async function readTicketDetails(ctx: TenantContext, ticket: SupportTicket): Promise<TicketDto> {
  const parties = await findTicketParties(ctx, ticket)
  return presentTicket(ticket, parties, await listTicketEvents(ctx, ticket.id))
}
