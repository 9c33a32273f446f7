import { DeadlockException, LockMode, LockWaitTimeoutException } from '@mikro-orm/core'
import type { EntityManager } from '@mikro-orm/sql'
import { indexHint, primaryHint } from '../../db/keyset.ts'
import { DomainError } from '../errors.ts'
import { SupportTicket } from './support-ticket.entity.ts'

/**
 * Finds a ticket that is about to change, and locks it for the rest of the transaction. Of two changes at the same time,
 * the second waits and then sees what the first one left.
 *
 * @throws DomainError `ticket-not-found`, `request-in-progress`
 */
export async function lockTicket(em: EntityManager, reference: string): Promise<SupportTicket> {
  const ticket = await em
    .findOne(
      SupportTicket,
      { reference },
      { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true, populate: ['context'] },
    )
    .catch(refuseBusy)
  if (!ticket) throw new DomainError('ticket-not-found')
  return ticket
}

/**
 * Locks several tickets, without their captured calls. Those that are gone are missing in the answer.
 *
 * @throws DomainError `request-in-progress`
 */
export function lockTickets(
  em: EntityManager,
  by: { id: readonly string[] } | { reference: readonly string[] },
): Promise<SupportTicket[]> {
  const [where, hint] =
    'id' in by
      ? [{ id: { $in: by.id } }, primaryHint(em)]
      : [{ reference: { $in: by.reference } }, indexHint(em, 'support_ticket_reference_unique')]
  return em
    .find(SupportTicket, where, {
      lockMode: LockMode.PESSIMISTIC_WRITE,
      refresh: true,
      orderBy: { id: 'asc' },
      // Where there are few tickets, MySQL would read all of them, and wait for each that is just being opened.
      indexHint: hint,
    })
    .catch(refuseBusy)
}

function refuseBusy(error: unknown): never {
  if (error instanceof LockWaitTimeoutException || error instanceof DeadlockException)
    throw new DomainError('request-in-progress', { retryAfterSeconds: 1 })
  throw error
}

/**
 * Refuses to overwrite a change that the caller did not see.
 *
 * @throws DomainError `ticket-changed`
 */
export function refuseOtherVersion({ version }: SupportTicket, expectedVersion: number): void {
  if (version !== expectedVersion) throw new DomainError('ticket-changed')
}
