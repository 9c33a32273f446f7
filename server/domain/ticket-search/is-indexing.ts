import type { EntityManager } from '@mikro-orm/sql'
import { readState } from './search-state.repository.ts'

/** Whether tickets of an organization from before there was an index are not in it yet. Their columns are not written either. */
export async function isIndexing(scope: { em: EntityManager; organizationId: string }): Promise<boolean> {
  const state = await readState(scope)
  return state !== undefined && (state.completeTo !== undefined || state.isClearing)
}
