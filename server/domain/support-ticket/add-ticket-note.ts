import type { TicketDto } from '#shared/support-ticket.ts'
import type { EntityManager } from '@mikro-orm/sql'
import { indexHint } from '../../db/keyset.ts'
import type { TenantContext } from '../context.ts'
import { allow } from '../policy.ts'
import { auditAgent } from './audit-agent.ts'
import { changeLocked } from './lock-ticket.ts'
import { readTicketDetails } from './read-ticket-details.ts'
import { refuseFullHistory } from './refuse-full-history.ts'
import { SupportTicketEvent } from './support-ticket-event.entity.ts'
import type { SupportTicket } from './support-ticket.entity.ts'
import { writeNote } from './write-note.ts'
import { publishChange } from '../publish-change.ts'

/**
 * Milliseconds in which a note of an agent with the same text is the same note. The client of an agent sends a call again
 * whose answer was lost. People and scripts decide about that themselves, and may mean to write the same twice.
 */
const SAME_NOTE_MS = 10 * 60_000

/**
 * Adds a note for colleagues to a ticket's history. It is never sent to the reporter. What an agent sends again is written once.
 *
 * @throws DomainError `ticket-not-found`, `history-full`, `request-in-progress`
 */
export async function addTicketNote(ctx: TenantContext, reference: string, note: string): Promise<TicketDto> {
  allow(ctx, 'work tickets')
  const ticket = await changeLocked(ctx, reference, async (em, locked) => {
    if (ctx.actor.kind === 'agent' && (await hasNote(ctx, em, locked, note))) return locked
    await refuseFullHistory(em, locked, note)
    writeNote(ctx, em, locked, note)
    auditAgent(ctx, em, { action: 'ticket-noted-by-agent', subject: locked.reference })
    await publishChange(em, ctx.organizationId, { type: 'ticket-changed', reference })
    return locked
  })
  return readTicketDetails(ctx, ticket)
}

/** Whether the history of a ticket that the transaction has locked has this note of the same actor, not long ago. */
async function hasNote(
  { actor, now }: TenantContext,
  em: EntityManager,
  ticket: SupportTicket,
  note: string,
): Promise<boolean> {
  const same = await em.find(
    SupportTicketEvent,
    {
      supportTicketId: ticket.id,
      at: { $gte: new Date(now().getTime() - SAME_NOTE_MS) },
      type: 'noted',
      actorKind: actor.kind,
      actorId: actor.id,
      note,
    },
    { fields: ['note'], indexHint: indexHint(em, 'support_ticket_event_ticket_index') },
  )
  // MySQL also finds what differs in case or accents.
  return same.some((event) => event.note === note)
}
