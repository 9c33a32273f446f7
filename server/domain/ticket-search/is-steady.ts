import type { TenantScope } from '../context.ts'
import { type IndexState, readState } from './search-state.repository.ts'

/**
 * Whether what was read of an index was all there: that nobody has begun to build it again since its state was read. Of an index
 * that was being built already, the answer says so.
 */
export async function isSteady(scope: TenantScope, before: IndexState | undefined): Promise<boolean> {
  if (!before || before.completeTo) return true
  const now = await readState(scope)
  return now !== undefined && !now.completeTo && now.lowestNo === before.lowestNo
}
