import { isSqlite } from './database-url.ts'
import type { Orm } from './orm.ts'

/** The names of tables that this release needs and the database does not have, though all migrations are recorded. */
export async function listMissingTables(orm: Orm, url: string): Promise<string[]> {
  const rows: { name: string }[] = isSqlite(url)
    ? await orm.em.execute('select name from sqlite_master where type = ?', ['table'])
    : await orm.em.execute(
        'select table_name as name from information_schema.tables where table_schema = database()',
      )
  const present = new Set(rows.map(({ name }) => name))
  const needed = [...orm.getMetadata().getAll().values()].map(({ tableName }) => tableName)
  return needed.filter((name) => !present.has(name)).toSorted()
}
