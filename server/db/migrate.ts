import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { createConnection } from 'mysql2/promise'
import { isSqlite, type Orm } from './orm.ts'

/** Seconds that a second process waits while a first one migrates. */
const LOCK_TIMEOUT = 60
/** Milliseconds between two looks at a lock that SQLite cannot wait for in the background. */
const LOCK_RETRY = 50

/**
 * Brings the schema up to the newest migration, or one step down. Only one process migrates at a time; the others
 * wait and then find nothing left to do.
 *
 * @returns the names of the migrations that ran
 * @throws when the lock cannot be had within a minute, or a migration fails
 */
export async function migrate(orm: Orm, url: string, direction: 'up' | 'down'): Promise<string[]> {
  return withLock(url, async () => {
    if (!isSqlite(url)) return run(orm, direction)
    // Inside a transaction this pragma is a no-op, and a table rebuild would then delete what points at the table.
    await orm.em.execute('pragma foreign_keys = off')
    try {
      const names = await run(orm, direction)
      const broken = await orm.em.execute('pragma foreign_key_check')
      if (broken.length > 0) throw new Error(`The migration broke ${broken.length} foreign keys`)
      return names
    } finally {
      await orm.em.execute('pragma foreign_keys = on')
    }
  })
}

async function run(orm: Orm, direction: 'up' | 'down'): Promise<string[]> {
  const done = direction === 'up' ? await orm.migrator.up() : await orm.migrator.down()
  return done.map((migration) => migration.name)
}

function withLock<T>(url: string, work: () => Promise<T>): Promise<T> {
  return isSqlite(url)
    ? withFileLock(`${url.slice('sqlite:'.length)}.migrate`, work)
    : withMySqlLock(url, work)
}

/** SQLite's own file lock: it goes away with the process, however that ends. */
async function withFileLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  const lock = new DatabaseSync(file)
  try {
    await lockFile(lock)
    return await work()
  } finally {
    lock.close()
  }
}

/** Asks again and again instead of letting SQLite wait, which would block the whole process. */
async function lockFile(lock: DatabaseSync): Promise<void> {
  const deadline = Date.now() + LOCK_TIMEOUT * 1000
  for (;;) {
    try {
      lock.exec('begin exclusive')
      return
    } catch (error) {
      if (Date.now() > deadline) throw new Error('Another process is still migrating', { cause: error })
      await sleep(LOCK_RETRY)
    }
  }
}

async function withMySqlLock<T>(url: string, work: () => Promise<T>): Promise<T> {
  const connection = await createConnection(url)
  try {
    const name = `concat(left(database(), 50), '.migrate')`
    const [rows] = await connection.query(`select get_lock(${name}, ${LOCK_TIMEOUT}) as locked`)
    if ((rows as { locked: number }[])[0]?.locked !== 1) throw new Error('Another process is still migrating')
    return await work()
  } finally {
    await connection.end()
  }
}
