import { ALL_TENANTS } from '../db/all-tenants.ts'
import { isSqlite } from '../db/database-url.ts'
import type { Orm } from '../db/orm.ts'

/** Rows of one statement. Vitess answers with ten thousand at most, and other tests leave theirs. */
const PAGE = 5_000

/** The bytes of every value of every table. */
export async function dump(orm: Orm, url: string): Promise<Map<string, Buffer>> {
  const names = isSqlite(url)
    ? `select name from sqlite_master where type = 'table'`
    : `select table_name as name from information_schema.tables where table_schema = database()`
  const tables = new Map<string, Buffer>()
  for (const { name } of await orm.em.execute<{ name: string }[]>(names)) {
    const rows = await readAll(orm, name)
    const values = rows.flatMap((row) => Object.values(row))
    const bytes = values.map((value) =>
      value instanceof Uint8Array
        ? Buffer.from(value)
        : Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
    )
    tables.set(name, Buffer.concat(bytes.flatMap((each) => [each, Buffer.from('\n')])))
  }
  return tables
}

async function readAll({ em }: Orm, table: string): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = []
  let page: Record<string, unknown>[]
  do {
    page = await em.execute(`select ${ALL_TENANTS} * from ${table} order by 1 limit ? offset ?`, [
      PAGE,
      rows.length,
    ])
    rows.push(...page)
  } while (page.length === PAGE)
  return rows
}
