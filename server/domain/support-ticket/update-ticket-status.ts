import type { TicketDto, TicketResolution, TicketStatus } from '#shared/support-ticket.ts'
import type { TenantContext } from '../context.ts'
import { allow } from '../policy.ts'
import { changeTicket } from './change-ticket.ts'
import { lockTicket, refuseOtherVersion } from './lock-ticket.ts'
import { readTicketDetails } from './read-ticket-details.ts'
import { SupportTicketEvent } from './support-ticket-event.entity.ts'

interface StatusChange {
  status: TicketStatus
  /** Only with `closed`. */
  resolution?: TicketResolution | undefined
}

/**
 * Moves a ticket to a status, any to any, and records it in the same transaction. The status and resolution that it has
 * already are a no-op without an event. Reopening clears the resolution.
 *
 * @param expectedVersion the version the caller saw, so that nobody overwrites a change they did not see
 * @throws DomainError `ticket-not-found`, `ticket-changed`, `request-in-progress`
 */
export async function updateTicketStatus(
  ctx: TenantContext,
  reference: string,
  { status, resolution }: StatusChange,
  expectedVersion: number,
): Promise<TicketDto> {
  allow(ctx, 'work tickets')
  const { ticket, changed } = await ctx.em.transactional(async (em) => {
    const ticket = await lockTicket(em, reference)
    if (ticket.status === status && (resolution ?? ticket.resolution) === ticket.resolution)
      return { ticket, changed: false }
    refuseOtherVersion(ticket, expectedVersion)
    const at = ctx.now()
    em.create(SupportTicketEvent, {
      organizationId: ctx.organizationId,
      supportTicketId: ticket.id,
      type: 'status_changed',
      actorKind: ctx.actor.kind,
      actorId: ctx.actor.id,
      fromStatus: ticket.status,
      toStatus: status,
      fromText: ticket.resolution,
      toText: resolution,
      at,
    })
    await changeTicket(em, ticket, { status, resolution: resolution ?? null, updatedAt: at })
    return { ticket, changed: true }
  })
  if (changed) ctx.changes.publish(ctx.organizationId, { type: 'ticket-changed', reference })
  return readTicketDetails(ctx, ticket)
}
