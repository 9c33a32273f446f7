import { DatabaseSync } from 'node:sqlite'
import { InvalidFieldNameException, TableNotFoundException } from '@mikro-orm/core'
import type { Migration } from '@mikro-orm/migrations'
import { ALL_TENANTS } from './all-tenants.ts'
import { migrations } from './migrations/index.ts'
import type { Orm } from './orm.ts'

/** One thing that a rollback deletes, and how many of it there are. */
export interface Loss {
  /** Such as `table access_token` or `column support_ticket_event.from_text`. */
  what: string
  unit: 'rows' | 'values'
  count: number
}

/** The columns of each table. */
type Schema = Map<string, Set<string>>

/**
 * Finds what reverting a migration deletes. Both databases have the same tables and columns, so it makes the schema with
 * the migration and without it in memory and compares the two; then it counts in the database itself.
 */
export async function planRollback(orm: Orm, migration: string): Promise<Loss[]> {
  const { before, after, statements } = await schemasAround(migration)
  const losses: Loss[] = []
  const add = async (what: string, unit: Loss['unit'], counted: string, from: string) => {
    const query = `select ${ALL_TENANTS} count(${counted}) as count from ${from}`
    const count = await countIn(orm, query)
    if (count > 0) losses.push({ what, unit, count })
  }
  for (const [table, columns] of before) {
    const left = after.get(table)
    if (!left) await add(`table ${table}`, 'rows', '*', table)
    for (const column of left ? columns.difference(left) : []) {
      await add(`column ${table}.${column}`, 'values', column, table)
    }
  }
  for (const statement of statements) {
    const [, table, condition] = /^\s*delete from `(\w+)`\s*(where[^]*)?$/i.exec(statement) ?? []
    if (!table) continue
    await add(`some of table ${table}`, 'rows', '*', `${table} ${condition ?? ''}`)
  }
  return losses
}

/** An interrupted rollback has deleted a part already. */
async function countIn(orm: Orm, query: string): Promise<number> {
  try {
    const rows: { count: number | string }[] = await orm.em.execute(query)
    return Number(rows[0]?.count ?? 0)
  } catch (error) {
    if (error instanceof TableNotFoundException || error instanceof InvalidFieldNameException) return 0
    throw error
  }
}

async function schemasAround(
  migration: string,
): Promise<{ before: Schema; after: Schema; statements: string[] }> {
  const memory = new DatabaseSync(':memory:')
  // Migrations ask their driver for rows only.
  const driver = { execute: async (sql: string) => memory.prepare(sql).all() } as never
  const collect = async (migration: Migration, direction: 'up' | 'down') => {
    migration.reset()
    await migration[direction]()
    return migration.getQueries().filter((query) => typeof query === 'string')
  }
  try {
    const upTo = migrations.sqlite.findIndex(({ name }) => name === migration) + 1
    let newest: Migration | undefined
    for (const { class: Class } of migrations.sqlite.slice(0, upTo)) {
      newest = new Class(driver, {} as never)
      for (const statement of await collect(newest, 'up')) memory.exec(statement)
    }
    const before = describe(memory)
    const statements = newest ? await collect(newest, 'down') : []
    for (const statement of statements) memory.exec(statement)
    return { before, after: describe(memory), statements }
  } finally {
    memory.close()
  }
}

function describe(memory: DatabaseSync): Schema {
  const tables = memory.prepare(`select name from sqlite_master where type = 'table'`).all()
  return new Map(
    tables.map(({ name }) => {
      const columns = memory.prepare(`select name from pragma_table_info(?)`).all(String(name))
      return [String(name), new Set(columns.map((column) => String(column['name'])))]
    }),
  )
}
