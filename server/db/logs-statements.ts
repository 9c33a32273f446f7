import { isSqlite } from './database-url.ts'
import type { Orm } from './orm.ts'

/** Returns whether MySQL writes statements instead of rows to its binary log. Then it refuses what `lockRowsOnly` writes (1665). */
export async function logsStatements(orm: Orm, url: string): Promise<boolean> {
  if (isSqlite(url)) return false
  try {
    const rows: { isOn: number; format: string }[] = await orm.em.execute(
      'select @@log_bin as isOn, @@binlog_format as format',
    )
    return Number(rows[0]?.isOn) === 1 && rows[0]?.format === 'STATEMENT'
  } catch (error) {
    // A server that only knows rows.
    if ((error as { code?: unknown }).code === 'ER_UNKNOWN_SYSTEM_VARIABLE') return false
    throw error
  }
}
