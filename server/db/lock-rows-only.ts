import { IsolationLevel } from '@mikro-orm/core'
import type { EntityManager } from '@mikro-orm/sql'

/**
 * Runs a transaction that locks rows and never the gaps between them (`READ COMMITTED`), so that no new row waits for it. At the usual
 * level, MySQL locks a gap for a row that is gone, for a range of an index and, when a row is deleted, for the rows that could refer to it.
 *
 * Each statement sees what is committed when it begins: what must not change between two of them has to be locked.
 */
export function lockRowsOnly<T>(em: EntityManager, work: (em: EntityManager) => Promise<T>): Promise<T> {
  return em.transactional(work, { isolationLevel: IsolationLevel.READ_COMMITTED })
}
