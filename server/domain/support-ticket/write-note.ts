import type { EntityManager } from '@mikro-orm/sql'
import type { TenantContext } from '../context.ts'
import { SupportTicketEvent } from './support-ticket-event.entity.ts'
import type { SupportTicket } from './support-ticket.entity.ts'

/**
 * Writes a note of staff into the history. The ticket itself does not change: a reporter who asks for its status must not
 * see from `updatedAt` that somebody noted something, and a note must not refuse a colleague's change.
 */
export function writeNote(ctx: TenantContext, em: EntityManager, ticket: SupportTicket, note: string): void {
  em.create(SupportTicketEvent, {
    organizationId: ctx.organizationId,
    supportTicketId: ticket.id,
    type: 'noted',
    actorKind: ctx.actor.kind,
    actorId: ctx.actor.id,
    note,
    at: ctx.now(),
  })
}
