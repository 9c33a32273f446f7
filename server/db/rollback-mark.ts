import { isSqlite } from './database-url.ts'
import type { Orm } from './orm.ts'

/**
 * MySQL commits each statement of a rollback by itself. While one is under way, this table is there, and its comment names
 * the migration: one statement that is done or not. SQLite reverts a migration in one transaction and needs no mark.
 */
export const ROLLBACK_MARK = 'mikro_orm_rollback'

/** The name of the migration that a process has begun to revert, if none has finished that. */
export async function readRollback(orm: Orm, url: string): Promise<string | undefined> {
  if (isSqlite(url)) return undefined
  const rows: { name: string }[] = await orm.em.execute(
    `select table_comment as name from information_schema.tables
     where table_schema = database() and table_name = '${ROLLBACK_MARK}'`,
  )
  return rows[0]?.name
}

export async function beginRollback(orm: Orm, url: string, migration: string): Promise<void> {
  if (isSqlite(url)) return
  await orm.em.execute(
    `create table if not exists ${ROLLBACK_MARK} (id int not null) comment = '${migration}'`,
  )
}

export async function endRollback(orm: Orm, url: string): Promise<void> {
  if (!isSqlite(url)) await orm.em.execute(`drop table if exists ${ROLLBACK_MARK}`)
}
