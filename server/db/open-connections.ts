import type { Orm } from './orm.ts'

/** How many are opened: half of what one process has. */
const FIRST = 10

/**
 * Opens connections to MySQL before the first request. A process that has just become ready gets its share of the load at
 * once, and a statement waits a second for a connection at most. If one cannot be opened, the check of readiness says so.
 */
export async function openConnections(orm: Orm): Promise<void> {
  const em = orm.em.fork()
  await Promise.allSettled(Array.from({ length: FIRST }, () => em.execute('select 1')))
}
