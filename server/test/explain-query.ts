import { isSqlite } from '../db/database-url.ts'
import type { Orm } from '../db/orm.ts'

/** How a plan names a sort, and a table or an index that is read from end to end. */
export const READS_TOO_MUCH = /filesort|TEMP B-TREE|SCAN|"ALL"/

/**
 * How the database answers a query.
 *
 * @param query as `…ListSql` gives it
 * @returns the plan, in the database's own words
 */
export async function explainQuery(
  orm: Orm,
  url: string,
  query: { sql: string; values: readonly unknown[] },
): Promise<string> {
  // MySQL 9 answers with a tree unless asked for the table, which MariaDB has, too.
  const explain = isSqlite(url) ? 'explain query plan' : 'explain format=traditional'
  return JSON.stringify(await orm.em.execute(`${explain} ${query.sql}`, [...query.values]))
}
