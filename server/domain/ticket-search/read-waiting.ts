import type { TenantScope } from '../context.ts'
import { type IndexState, readState } from './search-state.repository.ts'
import { readQueuedNumbers } from './search-todo.repository.ts'

/** Changes that a list looks up by itself. The job has more than these for some seconds only. */
const MOST = 500

/**
 * The tickets that wait for the job, each with its number in the index, or with the one that it would get now; and the state of
 * the index.
 *
 * @returns undefined when there are too many of them, or when the index does not have all other tickets
 */
export async function readWaiting(
  scope: TenantScope,
): Promise<{ numbers: ReadonlyMap<string, number>; state: IndexState } | undefined> {
  // The queue before the index: what the job does in between is in both, and not in none.
  const queue = await readQueuedNumbers(scope.em, scope.organizationId, MOST + 1)
  const state = await readState(scope)
  if (!state || state.completeTo || queue.length > MOST) return undefined
  let { nextNo } = state
  const numbers = new Map<string, number>()
  for (const { ticketId, searchNo } of queue)
    if (!numbers.has(ticketId)) numbers.set(ticketId, searchNo ?? nextNo++)
  return { numbers, state }
}
