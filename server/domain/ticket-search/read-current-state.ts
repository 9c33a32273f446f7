import type { IndexScope } from './one-batch.ts'
import { type IndexState, readStateAndQueue } from './search-state.repository.ts'

/** The state of an organization's index that has all tickets as they are now. Then what it counts is exact. */
export async function readCurrentState(scope: IndexScope): Promise<IndexState | undefined> {
  const index = await readStateAndQueue(scope, 1)
  return index?.queue.length === 0 && !index.state.completeTo ? index.state : undefined
}
