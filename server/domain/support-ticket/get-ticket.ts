import type { TicketDto } from '#shared/support-ticket.ts'
import type { TenantContext } from '../context.ts'
import { DomainError } from '../errors.ts'
import { allow } from '../policy.ts'
import { readTicketDetails } from './read-ticket-details.ts'
import { SupportTicket } from './support-ticket.entity.ts'

/**
 * One ticket with everything captured and its audit trail.
 *
 * @throws DomainError `ticket-not-found`
 */
export async function getTicket(ctx: TenantContext, reference: string): Promise<TicketDto> {
  allow(ctx, 'read tickets')
  const ticket = await ctx.em.findOne(SupportTicket, { reference }, { populate: ['context'] })
  if (!ticket) throw new DomainError('ticket-not-found')
  return readTicketDetails(ctx, ticket)
}
