import type { EntityManager } from '@mikro-orm/sql'
import { indexTickets } from './index-tickets.ts'
import { batchOf } from './batch-size.ts'
import type { TenantScope } from '../context.ts'
import type { IndexState } from './search-state.repository.ts'
import { readQueue, removeFromQueue } from './search-todo.repository.ts'

/**
 * Indexes the tickets of an organization that changed first, as many as a transaction takes. The caller has locked the state,
 * and writes it afterwards.
 *
 * @returns whether more can be left
 */
export async function indexQueue(em: EntityManager, scope: TenantScope, state: IndexState): Promise<boolean> {
  const batch = batchOf(scope)
  const queue = await readQueue(em, scope.organizationId, batch.tickets)
  if (queue.length === 0) return false
  const ids = [...new Set(queue.map(({ ticketId }) => ticketId))]
  const done = new Set(await indexTickets(em, scope, state, ids, { ...batch, isOlder: false }))
  const handled = queue.filter(({ ticketId }) => done.has(ticketId)).map(({ id }) => id)
  await removeFromQueue(em, scope.organizationId, handled)
  return handled.length < queue.length || queue.length === batch.tickets
}
