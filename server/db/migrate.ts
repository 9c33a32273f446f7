import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { createConnection } from 'mysql2/promise'
import { isSqlite, type Orm } from './orm.ts'

/** How long a process waits while another one migrates. */
const LOCK_TIMEOUT_SECONDS = 60
/** Time between two attempts to get SQLite's lock, for which the process cannot wait in the background. */
const LOCK_RETRY_MS = 50

/**
 * Applies all pending migrations, or reverts the newest one. Only one process migrates at a time. The others wait, and
 * then find nothing to do.
 *
 * @returns the names of the migrations that ran
 * @throws when another process holds the lock for more than a minute, or a migration fails
 */
export async function migrate(orm: Orm, url: string, direction: 'up' | 'down'): Promise<string[]> {
  return withLock(url, async () => {
    if (!isSqlite(url)) return run(orm, direction)
    // Set here, because it has no effect inside a transaction. Without it, replacing a table deletes the rows that
    // point at its rows.
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

/** SQLite's own file lock. The operating system releases it when the process ends, even after a crash. */
async function withFileLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  const lock = new DatabaseSync(file)
  try {
    await lockFile(lock)
    return await work()
  } finally {
    lock.close()
  }
}

/** Tries again and again. SQLite's own wait would block the whole process. */
async function lockFile(lock: DatabaseSync): Promise<void> {
  const deadline = Date.now() + LOCK_TIMEOUT_SECONDS * 1000
  for (;;) {
    try {
      lock.exec('begin exclusive')
      return
    } catch (error) {
      if (Date.now() > deadline) throw new Error('Another process is still migrating', { cause: error })
      await sleep(LOCK_RETRY_MS)
    }
  }
}

async function withMySqlLock<T>(url: string, work: () => Promise<T>): Promise<T> {
  const connection = await createConnection(url)
  try {
    const name = `concat(left(database(), 50), '.migrate')`
    const [rows] = await connection.query(`select get_lock(${name}, ${LOCK_TIMEOUT_SECONDS}) as locked`)
    if ((rows as { locked: number }[])[0]?.locked !== 1) throw new Error('Another process is still migrating')
    return await work()
  } finally {
    await connection.end()
  }
}
