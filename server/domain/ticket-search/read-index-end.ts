import type { TenantScope } from '../context.ts'
import { readTop } from './search-index.repository.ts'
import type { IndexState } from './search-state.repository.ts'

/**
 * How far back an index goes that is being built: no ticket that is missing in it is later than this time, also where the clock of
 * the process that opened it is ahead. An upgrade begins a day ahead, which is more than anybody needs to hear.
 *
 * @returns undefined where the index has all tickets
 */
export async function readIndexEnd(
  scope: TenantScope,
  state: IndexState | undefined,
): Promise<Date | undefined> {
  const end = state?.completeTo?.at
  if (!end) return undefined
  const now = scope.now()
  if (!state.isClearing && end <= now) return end
  const top = await readTop(scope.em, scope.organizationId, now)
  // While the old index is cleared, what is opened waits, too.
  return state.isClearing || top.at < end ? top.at : end
}
