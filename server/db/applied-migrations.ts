import { TableNotFoundException } from '@mikro-orm/core'
import { MIGRATION_NAMES } from './migrations/names.ts'
import type { Orm } from './orm.ts'
import { readRollback } from './rollback-mark.ts'

/** The names of what is recorded as applied, the oldest first. Nothing in a database that was never migrated. */
export async function listApplied({ em }: Orm): Promise<string[]> {
  try {
    const rows: { name: string }[] = await em
      .fork()
      .execute('select name from mikro_orm_migrations order by id')
    return rows.map(({ name }) => name)
  } catch (error) {
    if (error instanceof TableNotFoundException) return []
    throw error
  }
}

/** Whether a migration of this release is not applied. */
export async function isAnyPending(orm: Orm): Promise<boolean> {
  const applied = new Set(await listApplied(orm))
  return MIGRATION_NAMES.some((name) => !applied.has(name))
}

/** Whether a start has nothing to migrate: all is applied, and no process has ended while it reverted something. */
export async function isUpToDate(orm: Orm, url: string): Promise<boolean> {
  return !(await isAnyPending(orm)) && (await readRollback(orm, url)) === undefined
}
