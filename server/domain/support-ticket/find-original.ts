import type { EntityManager } from '@mikro-orm/sql'
import { lockTickets } from './lock-ticket.ts'
import type { SupportTicket } from './support-ticket.entity.ts'
import { findTicketIds } from './ticket-id.repository.ts'

/** Duplicates of duplicates are followed this far. */
const LONGEST_CHAIN = 50

/**
 * Finds the ticket that another one repeats, and locks it with all that it repeats in turn. So of two tickets that become
 * duplicates of each other at the same time, one is refused.
 *
 * @param ticket as it was locked
 * @returns `circle` if the original is the ticket itself or leads back to it, also over others
 */
export async function findOriginal(
  em: EntityManager,
  ticket: SupportTicket,
  reference: string,
): Promise<SupportTicket | 'missing' | 'circle'> {
  const ids = await findTicketIds({ em, organizationId: ticket.organizationId }, [reference])
  const [original] = await lockTickets(em, ids, [reference])
  if (!original) return 'missing'
  let next: SupportTicket | undefined = original
  for (let steps = 0; next; steps++) {
    if (next.id === ticket.id || steps === LONGEST_CHAIN) return 'circle'
    next = next.duplicateOfId ? (await lockTickets(em, [next.duplicateOfId]))[0] : undefined
  }
  return original
}
