import type { TenantScope } from '../context.ts'
import { type IndexState, readState } from './search-state.repository.ts'
import { readQueue } from './search-todo.repository.ts'

/** The state of an organization's index that has all tickets as they are now. Then what it counts is exact. */
export async function readCurrentState(scope: TenantScope): Promise<IndexState | undefined> {
  // The queue before the index: what the job does in between is in the state.
  const waiting = await readQueue(scope.em, scope.organizationId, 1)
  const state = waiting.length === 0 ? await readState(scope) : undefined
  return state?.completeTo ? undefined : state
}
