import type { TicketResolution, TicketStatus } from '#shared/support-ticket.ts'
import type { EntityManager } from '@mikro-orm/sql'
import type { TenantContext } from '../context.ts'
import { changeTicket } from './change-ticket.ts'
import { SupportTicketEvent } from './support-ticket-event.entity.ts'
import { SupportTicket } from './support-ticket.entity.ts'

export interface NextStatus {
  status: TicketStatus
  resolution?: TicketResolution | undefined
  /** Of a duplicate: the ticket that it repeats. */
  original?: Pick<SupportTicket, 'id' | 'reference'> | undefined
}

/**
 * Writes a ticket's next status with its row of the history, in the transaction that locked it. Without a resolution,
 * the one that it had is cleared.
 *
 * @param operation names the changes that are undone at once
 */
export async function setStatus(
  ctx: TenantContext,
  em: EntityManager,
  ticket: SupportTicket,
  next: NextStatus,
  operation: string,
): Promise<void> {
  const at = ctx.now()
  await noteStatus(ctx, em, ticket, next, { operation, at })
  await changeTicket(em, ticket, {
    status: next.status,
    resolution: next.resolution ?? null,
    duplicateOfId: next.original?.id ?? null,
    updatedAt: at,
  })
}

/** Writes the row of the history alone. */
export async function noteStatus(
  ctx: TenantContext,
  em: EntityManager,
  ticket: SupportTicket,
  { status, resolution, original }: NextStatus,
  { operation, at }: { operation: string; at: Date },
): Promise<void> {
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
    fromDuplicateOf: await referenceOf(em, ticket.duplicateOfId),
    toDuplicateOf: original?.reference,
    operationId: operation,
    at,
  })
}

async function referenceOf(em: EntityManager, id: string | null | undefined): Promise<string | undefined> {
  if (!id) return undefined
  return (await em.findOne(SupportTicket, { id }))?.reference
}
