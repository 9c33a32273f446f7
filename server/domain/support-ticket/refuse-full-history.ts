import { codePoints } from '#sdk/wire/text.ts'
import type { EntityManager } from '@mikro-orm/sql'
import type { TicketStatus } from '#shared/support-ticket.ts'
import { DomainError } from '../errors.ts'
import { countEvents, measureNotes } from './history-size.repository.ts'
import type { SupportTicket } from './support-ticket.entity.ts'

/** Rows of one ticket's history: whoever reads the ticket gets all of them. */
const MAX_EVENTS = 1_000
/** Notes and corrections end earlier, so that a ticket with many of them can still be closed and reopened. */
const MAX_BEFORE_WORDS = 900
/** Code points of all notes of one ticket. */
const MAX_IN_NOTES = 500_000

/**
 * Refuses a note or a correction of a ticket that the transaction has locked.
 *
 * @throws DomainError `history-full`
 */
export async function refuseFullHistory(
  em: EntityManager,
  { id, organizationId }: SupportTicket,
  note?: string,
): Promise<void> {
  const events = (await countEvents(em, organizationId, [id])).get(id) ?? 0
  if (events >= MAX_BEFORE_WORDS) throw new DomainError('history-full')
  if (note === undefined) return
  const before = await measureNotes(em, organizationId, id)
  if (before + codePoints(note) > MAX_IN_NOTES) throw new DomainError('history-full')
}

export interface StatusRows {
  ticket: SupportTicket
  next: { status: TicketStatus }
  /** Rows that say why. */
  reasons?: number
}

/**
 * Of changes of status of locked tickets, those whose history has no room for them. An open ticket can always be closed:
 * it cannot be reopened then.
 *
 * @returns the ids of the tickets
 */
export async function findFull(em: EntityManager, changes: readonly StatusRows[]): Promise<Set<string>> {
  const [first] = changes
  if (!first) return new Set()
  const ids = changes.map(({ ticket }) => ticket.id)
  const events = await countEvents(em, first.ticket.organizationId, ids)
  const full = changes.filter(({ ticket, next, reasons = 0 }) => {
    const closes = next.status === 'closed' && ticket.status !== 'closed'
    return !closes && (events.get(ticket.id) ?? 0) + 1 + reasons > MAX_EVENTS
  })
  return new Set(full.map(({ ticket }) => ticket.id))
}
