import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { databaseKinds, sqlite } from '#testkit/platform/database-kinds.ts'
import { freePort } from '#testkit/processes/free-port.ts'
import { Program } from '#testkit/processes/program.ts'
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise'
import { describe, expect, it, onTestFinished } from 'vitest'
import { sqliteFile } from './db/database-url.ts'
import { migrate, rollBack } from './db/migrate.ts'
import { LEASE_TABLE } from './db/migration-lease.ts'
import { withMigrationLock } from './db/migration-lock.ts'

const mySql = databaseKinds.find(({ name }) => name === 'MySQL')

describe.each(databaseKinds)('a start that waits to migrate, on $name', (database) => {
  it('says that another process migrates, is alive and not ready, and goes on by itself', async () => {
    const { url, drop } = await database.create('waiting')
    onTestFinished(drop)
    const release = await lockMigrations(url)
    const { program, health } = await startOn(url)
    await program.says(
      /"level":40,.*Another process migrates the database\. This one waits until it is done\./,
    )
    expect(await health('/healthz')).toEqual([200, { status: 'ok' }])
    expect(await health('/readyz')).toEqual([503, { status: 'not-ready', reason: 'migrations' }])
    await release()
    await program.says(/Dashboard: http/)
    await expect.poll(() => health('/readyz')).toEqual([200, { status: 'ready' }])
  })
})

describe('a start on a SQLite file on which another program has a lock', () => {
  it('waits for longer than a statement does, says so, and goes on by itself', async () => {
    const { url, drop } = await sqlite.create('locked')
    onTestFinished(drop)
    await migrate(url)
    const other = new DatabaseSync(sqliteFile(url))
    onTestFinished(() => other.close())
    other.exec('begin immediate')

    const { program, health } = await startOn(url)
    await program.says(
      /"level":40,.*Another program has a lock on the file of the database\. This process waits/,
    )
    await sleep(3_000)
    expect(await health('/healthz')).toEqual([200, { status: 'ok' }])
    expect(await health('/readyz')).toEqual([503, { status: 'not-ready', reason: 'migrations' }])
    other.exec('rollback')
    await program.says(/Dashboard: http/)
  })
})

describe.skipIf(!mySql)('a migration that waits for a lock of the database', () => {
  it('says so, and health answers', async () => {
    const { url, drop } = await mySql!.create('locked')
    onTestFinished(drop)
    await migrate(url)
    await rollBack(url, { confirm: async () => {} })
    const other = await createConnection(url)
    onTestFinished(() => other.end())
    await other.query(`lock tables ${(await tablesOf(other)).map((name) => `${name} read`).join(', ')}`)

    const { program, health } = await startOn(url)
    await program.says(
      /"level":40,.*Migration \d{4}-\S+ waits for a lock that another session of the database holds: Wait/,
    )
    expect(await health('/healthz')).toEqual([200, { status: 'ok' }])
    expect(await health('/readyz')).toEqual([503, { status: 'not-ready', reason: 'migrations' }])
    await other.query('unlock tables')
    await program.says(/Dashboard: http/)
  })
})

/** What migrations alter, whichever is the newest. Not the tables that a start itself writes. */
async function tablesOf(connection: Connection): Promise<string[]> {
  const [rows] = await connection.query<RowDataPacket[]>(
    `select table_name as name from information_schema.tables where table_schema = database()
     and table_name not in ('platform_process', 'mikro_orm_migrations', '${LEASE_TABLE}')`,
  )
  return rows.map(({ name }) => String(name))
}

/** Holds the lock of a process that migrates. @returns gives it back */
async function lockMigrations(url: string): Promise<() => Promise<void>> {
  const [taken, given] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const work = withMigrationLock(
    url,
    () => {},
    () => {
      taken.resolve()
      return given.promise
    },
  )
  await taken.promise
  return () => {
    given.resolve()
    return work
  }
}

async function startOn(url: string) {
  const healthPort = await freePort()
  const env = { DATABASE_URL: url, PORT: String(await freePort()), HEALTH_PORT: String(healthPort) }
  const program = new Program('server/main.ts', { env })
  onTestFinished(async () => void (await program.stop()))
  const health = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${healthPort}${path}`)
    return [response.status, await response.json()]
  }
  return { program, health }
}
