import type { TicketDto, TicketStatus } from '#shared/support-ticket.ts'
import { LockMode, OptimisticLockError } from '@mikro-orm/core'
import type { TenantContext } from '../context.ts'
import { DomainError } from '../errors.ts'
import { allow } from '../policy.ts'
import { readTicketDetails } from './read-ticket-details.ts'
import { SupportTicketEvent } from './support-ticket-event.entity.ts'
import { SupportTicket } from './support-ticket.entity.ts'

/**
 * Moves a ticket to a status, any to any, and records it in the same transaction. The status it has already is a
 * no-op without an event.
 *
 * @param expectedVersion the version the caller saw, so that nobody overwrites a change they did not see
 * @throws DomainError `ticket-not-found`, `ticket-changed`
 */
export async function updateTicketStatus(
  ctx: TenantContext,
  reference: string,
  status: TicketStatus,
  expectedVersion: number,
): Promise<TicketDto> {
  allow(ctx, 'work tickets')
  const ticket = await ctx.em.findOne(SupportTicket, { reference }, { populate: ['context'] })
  if (!ticket) throw new DomainError('ticket-not-found')
  if (ticket.status === status) return readTicketDetails(ctx, ticket)
  const at = ctx.now()
  ctx.em.create(SupportTicketEvent, {
    organizationId: ctx.organizationId,
    supportTicketId: ticket.id,
    type: 'status_changed',
    actorKind: ctx.actor.kind,
    actorId: ctx.actor.id,
    fromStatus: ticket.status,
    toStatus: status,
    at,
  })
  try {
    await ctx.em.lock(ticket, LockMode.OPTIMISTIC, expectedVersion)
    ctx.em.assign(ticket, { status, updatedAt: at })
    await ctx.em.flush()
  } catch (error) {
    if (error instanceof OptimisticLockError) throw new DomainError('ticket-changed')
    throw error
  }
  ctx.changes.publish(ctx.organizationId, { type: 'ticket-changed', reference })
  return readTicketDetails(ctx, ticket)
}
