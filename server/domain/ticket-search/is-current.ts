import type { IndexScope } from './one-batch.ts'
import { readState } from './search-index.repository.ts'
import { readQueue } from './search-todo.repository.ts'

/** Whether the index of an organization has all tickets as they are now. Then what it counts is exact. */
export async function isCurrent(scope: IndexScope): Promise<boolean> {
  const state = await readState(scope)
  if (!state || state.completeTo) return false
  return (await readQueue(scope.em, scope.organizationId, 1)).length === 0
}
