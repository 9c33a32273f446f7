import { isSqlite } from './database-url.ts'
import type { Orm } from './orm.ts'

/** The names of tables that this release needs and the database does not have, though all migrations are recorded. */
export async function listMissingTables(orm: Orm, url: string): Promise<string[]> {
  const list = isSqlite(url)
    ? `select name from sqlite_master where type = 'table'`
    : 'select table_name as name from information_schema.tables where table_schema = database()'
  const rows: { name: string }[] = await orm.em.execute(list)
  const present = new Set(rows.map(({ name }) => name))
  const needed = [...orm.getMetadata().getAll().values()].map(({ tableName }) => tableName)
  const missing: string[] = []
  for (const name of needed.filter((each) => !present.has(each)).toSorted())
    if (isSqlite(url) || !(await isElsewhere(orm, list, name))) missing.push(name)
  return missing
}

/** Whether a table is in another keyspace of Vitess, whose list has one keyspace only, and which finds a table by its name. */
async function isElsewhere(orm: Orm, list: string, name: string): Promise<boolean> {
  const rows: unknown[] = await orm.em.execute(`${list} and table_name = ?`, [name])
  return rows.length > 0
}
