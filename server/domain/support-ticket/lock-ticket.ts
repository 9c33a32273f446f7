import { type FilterQuery, LockMode } from '@mikro-orm/core'
import type { EntityManager } from '@mikro-orm/sql'
import { primaryHint } from '../../db/keyset.ts'
import { isLockConflict, repeatAfterDeadlock } from '../../db/lock-conflict.ts'
import type { TenantScope } from '../context.ts'
import { DomainError } from '../errors.ts'
import { SupportTicket } from './support-ticket.entity.ts'
import { findTicketIds } from './ticket-id.repository.ts'

/*
 * Tickets are locked by their primary key, in the order of ids, whoever locks them. A statement that finds them by another index
 * locks its entries first, and who deletes a ticket or writes its number locks these last: both would wait for each other.
 */

interface Locking {
  /** The reference of another ticket that the change also locks, so that both are locked in order. */
  also?: string | undefined
  /** Runs the transaction. */
  transact?: <T>(em: EntityManager, work: (em: EntityManager) => Promise<T>) => Promise<T>
}

/**
 * Changes a ticket in a transaction that locks it. Of two changes at the same time, the second waits and then sees what the first
 * one left. It is repeated once if the database rolled it back to end a deadlock.
 *
 * @param change what the transaction does: nothing that a rollback does not take back
 * @throws DomainError `ticket-not-found`, `request-in-progress`
 */
export async function changeLocked<T>(
  ctx: Pick<TenantScope, 'em' | 'organizationId'>,
  reference: string,
  change: (em: EntityManager, ticket: SupportTicket) => Promise<T>,
  { also, transact = (em, work) => em.transactional(work) }: Locking = {},
): Promise<T> {
  // Before the transaction, which would otherwise not see what somebody writes while it waits for the lock.
  const references = also === undefined ? [reference] : [reference, also]
  const ids = await findTicketIds(ctx, references)
  const run = () =>
    transact(ctx.em, async (em) => {
      if (also !== undefined) await lockTickets(em, ids, references)
      const [ticket] = await lock(em, { id: { $in: ids }, reference }, ['context'])
      if (!ticket) throw new DomainError('ticket-not-found')
      return change(em, ticket)
    })
  return repeatAfterDeadlock(run).catch(refuseBusy)
}

/** Locks several tickets, without their captured calls. Those that are gone are missing in the answer. */
export function lockTickets(
  em: EntityManager,
  ids: readonly string[],
  references?: readonly string[],
): Promise<SupportTicket[]> {
  return lock(em, { id: { $in: ids }, ...(references && { reference: { $in: references } }) })
}

async function lock(
  em: EntityManager,
  where: FilterQuery<SupportTicket> & { id: { $in: readonly string[] } },
  populate: readonly 'context'[] = [],
): Promise<SupportTicket[]> {
  if (where.id.$in.length === 0) return []
  return em.find(SupportTicket, where, {
    lockMode: LockMode.PESSIMISTIC_WRITE,
    refresh: true,
    populate,
    orderBy: { id: 'asc' },
    // Where there are few tickets, MySQL would read all of them, and wait for each that is just being opened.
    indexHint: primaryHint(em),
  })
}

/** Tells the caller to try again where somebody else holds the tickets. */
export function refuseBusy(error: unknown): never {
  if (isLockConflict(error)) throw new DomainError('request-in-progress', { retryAfterSeconds: 1 })
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
