import { referenceSchema } from '#shared/support-ticket.ts'
import type { TenantContext } from '../context.ts'
import { DomainError } from '../errors.ts'
import { isReceiptOf } from './receipt.ts'
import { hasReporter } from './replay-ticket.ts'
import { SupportTicket } from './support-ticket.entity.ts'

export interface TicketStatusQuery {
  mcpServerId: string
  /** As the person typed it: in any case, O for 0, I or L for 1. */
  reference: string
  /** What the answer to the ticket (201) gave to a reporter who was not signed in. */
  receipt?: string | undefined
  /** The user who is signed in. */
  userId?: string | undefined
}

/**
 * The status of a ticket, for the user who opened it or for whoever has its receipt: status, resolution and dates, never its texts
 * (wire contract §5).
 *
 * @throws DomainError `ticket-not-found`: unknown, of another server, of another user, or with a wrong receipt
 */
export async function readTicketStatus(ctx: TenantContext, query: TicketStatusQuery) {
  const { mcpServerId, receipt = '', userId } = query
  const reference = referenceSchema.safeParse(query.reference).data
  const ticket = reference && (await ctx.em.findOne(SupportTicket, { mcpServerId, reference }))
  // Computed for a missing ticket too, so that timing does not reveal which references exist.
  const shown = isReceiptOf(ctx.settings, ticket ? ticket.id : '', receipt)
  if (!ticket) throw new DomainError('ticket-not-found')
  const opened = ticket.mcpServerUserId ? ticket.mcpServerUserId === userId : shown
  if (!opened) throw new DomainError('ticket-not-found')
  return {
    ticket: {
      reference: ticket.reference,
      status: ticket.status,
      ...(ticket.resolution && { resolution: ticket.resolution }),
      createdAt: ticket.createdAt.toISOString(),
      updatedAt: ticket.updatedAt.toISOString(),
    },
    needsContact: !hasReporter(ticket),
  }
}
