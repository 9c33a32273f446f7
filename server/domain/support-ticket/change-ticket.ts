import type { EntityManager } from '@mikro-orm/sql'
import { updateRow } from '../../db/change-row.ts'
import { DomainError } from '../errors.ts'
import { queueTicket } from '../ticket-search/search-todo.repository.ts'
import type { SupportTicket } from './support-ticket.entity.ts'

/**
 * Writes changes of a ticket with its next version, and queues it for the search index.
 *
 * @param ticket as it was locked
 * @throws DomainError `ticket-changed` when the row has another version than the ticket
 */
export async function changeTicket(
  em: EntityManager,
  ticket: SupportTicket,
  changes: Partial<SupportTicket>,
): Promise<void> {
  const { version } = ticket
  const changed = await updateRow(em, ticket, { ...changes, version: version + 1 }, { version })
  if (!changed) throw new DomainError('ticket-changed')
  await queueTicket(em, ticket.organizationId, ticket.id)
}
