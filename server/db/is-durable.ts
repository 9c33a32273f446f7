import { isSqlite } from './database-url.ts'
import type { Orm } from './orm.ts'

/**
 * Returns whether a commit survives a crash of the database. With `innodb_flush_log_at_trx_commit` other than 1, MySQL
 * may lose the last second. SQLite is opened with `synchronous = full`.
 */
export async function isDurable(orm: Orm, url: string): Promise<boolean> {
  if (isSqlite(url)) return true
  const rows: { setting: number }[] = await orm.em.execute(
    'select @@innodb_flush_log_at_trx_commit as setting',
  )
  return Number(rows[0]?.setting) === 1
}
