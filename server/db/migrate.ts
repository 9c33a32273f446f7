import { isSqlite } from './database-url.ts'
import { type Say, whileAlone, withMigrationLock } from './migration-lock.ts'
import type { Orm } from './orm.ts'
import { refuseShortIndexes } from './refuse-short-indexes.ts'
import { beginRollback, endRollback, readRollback } from './rollback-mark.ts'

export interface MigrateOptions {
  /** Asked while no other process can migrate. If it says yes, the migrations are not even loaded. */
  isUpToDate?: () => Promise<boolean>
  /** Hears what the migration waits for, and what it does if that takes long. */
  say?: Say
  /** Runs after the migrations, while no other process can migrate. */
  whileLocked?: () => Promise<void>
}

export interface RollbackOptions extends Pick<MigrateOptions, 'say'> {
  /**
   * Decides before anything is changed, while no other process can migrate.
   *
   * @throws to leave everything as it is
   */
  confirm: (orm: Orm, migration: string) => Promise<void>
}

const silent: Say = () => {}

/**
 * Applies all pending migrations. Only one process migrates at a time. The others wait, and then find nothing to do. A
 * process that ends half-way, however it ends, leaves a database that the next one brings to the end.
 *
 * @returns the names of the migrations that ran
 * @throws when a migration fails; on SQLite also when another process serves the file and a migration is pending
 */
export function migrate(
  url: string,
  { say = silent, isUpToDate = async () => false, whileLocked = async () => {} }: MigrateOptions = {},
): Promise<string[]> {
  return withMigrationLock(url, say, async (lock) => {
    if (await isUpToDate()) {
      await whileLocked()
      return []
    }
    const { withMigrationSession } = await import('./migration-session.ts')
    return withMigrationSession(url, lock, say, async (orm) => {
      await undoRollback(orm, url)
      const pending = await orm.migrator.getPending()
      if (pending.length > 0 && !isSqlite(url)) await refuseShortIndexes(orm)
      const names =
        pending.length === 0
          ? []
          : await whileAlone(url, () => inForeignKeyPause(orm, url, () => orm.migrator.up()))
      await lock.hold()
      await whileLocked()
      return names.map(({ name }) => name)
    })
  })
}

/**
 * Reverts the newest migration.
 *
 * @returns its name, or undefined when there was none
 * @throws what `confirm` throws, and when the migration fails
 */
export function rollBack(
  url: string,
  { say = silent, confirm }: RollbackOptions,
): Promise<string | undefined> {
  return withMigrationLock(url, say, async (lock) => {
    const { withMigrationSession } = await import('./migration-session.ts')
    return withMigrationSession(url, lock, say, (orm) =>
      whileAlone(url, () => revertNewest(orm, url, confirm)),
    )
  })
}

async function revertNewest(
  orm: Orm,
  url: string,
  confirm: RollbackOptions['confirm'],
): Promise<string | undefined> {
  const newest = (await orm.migrator.getExecuted()).at(-1)?.name
  const begun = await readRollback(orm, url)
  if (begun !== undefined && begun !== newest) {
    // It was reverted, and the process ended before it could take the mark away.
    await endRollback(orm, url)
    return begun
  }
  if (newest === undefined) return undefined
  await confirm(orm, newest)
  await beginRollback(orm, url, newest)
  await inForeignKeyPause(orm, url, () => orm.migrator.down())
  await endRollback(orm, url)
  return newest
}

/** Records a migration as not applied if a process ended while it reverted it, so that it is applied again. */
async function undoRollback(orm: Orm, url: string): Promise<void> {
  const begun = await readRollback(orm, url)
  if (begun === undefined) return
  const executed = (await orm.migrator.getExecuted()).map(({ name }) => name)
  if (executed.includes(begun)) await orm.migrator.unlogMigration(begun)
  await endRollback(orm, url)
}

/** On SQLite, replacing a table would otherwise delete the rows that point at its rows. It has no effect in a transaction. */
async function inForeignKeyPause<T>(orm: Orm, url: string, work: () => Promise<T>): Promise<T> {
  if (!isSqlite(url)) return work()
  await orm.em.execute('pragma foreign_keys = off')
  try {
    const done = await work()
    const broken = await orm.em.execute('pragma foreign_key_check')
    if (broken.length > 0) throw new Error(`The migration broke ${broken.length} foreign keys`)
    return done
  } finally {
    await orm.em.execute('pragma foreign_keys = on')
  }
}
