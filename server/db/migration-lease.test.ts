import { randomUUID } from 'node:crypto'
import { existsSync, rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { databaseKinds, runOnMySql } from '#testkit/platform/database-kinds.ts'
import { TcpProxy } from '#testkit/network/tcp-proxy.ts'
import { Program, run } from '#testkit/processes/program.ts'
import { describe, it, type TestContext, vi } from 'vitest'
import { TEST_FOLDER } from '../test/databases.ts'
import { listApplied } from './applied-migrations.ts'
import { migrate } from './migrate.ts'
import { LEASE_SECONDS, MigrationLease } from './migration-lease.ts'
import { MIGRATION_NAMES } from './migrations/names.ts'
import { openDatabase } from './orm.ts'

const mySql = databaseKinds.find(({ name }) => name === 'MySQL')

describe.skipIf(!mySql)('R1.7 the lease of the process that migrates, on MySQL', () => {
  const create = async (purpose: string, { onTestFinished }: TestContext) => {
    const { url, drop } = await mySql!.create(purpose)
    onTestFinished(drop)
    return url
  }

  it.concurrent('ends by itself when that process is killed', async (test) => {
    const { expect } = test
    const url = await create('lease_killed', test)
    const killed = await interrupt(url, 'SIGKILL', test)
    expect(await killed.exited()).toBeNull()
    const said: string[] = []
    const begun = performance.now()
    let waited = Number.NaN
    // It is asked as soon as this process has the lease.
    const isUpToDate = async () => {
      waited = (performance.now() - begun) / 1_000
      return false
    }
    await migrate(url, { say: (sentence) => said.push(sentence), isUpToDate })
    expect(waited).toBeLessThan(LEASE_SECONDS + 15)
    expect(said[0]).toBe('Another process migrates the database. This one waits until it is done.')
    expect(await applied(url)).toEqual(MIGRATION_NAMES)
  })

  it.concurrent('is lost by a process that was frozen, which then changes nothing', async (test) => {
    const { expect } = test
    const url = await create('lease_frozen', test)
    const frozen = await interrupt(url, 'SIGSTOP', test)
    await migrate(url)
    frozen.signal('SIGCONT')
    expect(await frozen.exitedWithin(20_000)).toBe(1)
    expect(frozen.output).toContain('Another process has taken the migration over')
    expect(await applied(url)).toEqual(MIGRATION_NAMES)
  })

  it.concurrent.for<[when: string, statement: string, purpose: string]>([
    ['before it has the lease', 'migration_lease', 'silent_1'],
    ['in a migration', 'alter table', 'silent_2'],
  ])('a database that says nothing any more %s ends a migration', async ([, statement, purpose], test) => {
    const { expect } = test
    const { network, through } = await TcpProxy.before(await create(purpose, test))
    test.onTestFinished(() => network.stop())
    network.freezeAt(statement)
    const options = { args: ['migrate'], env: { DATABASE_URL: through } }
    const { code, output } = await run('server/cli/db.ts', options, 100_000)
    expect([code, output]).toEqual([1, expect.stringMatching(/cannot be reached|no sign of life/)])
  })

  it.concurrent('is held by one process at a time', async (test) => {
    const { expect } = test
    const url = await create('lease_held', test)
    let holders = 0
    const most: number[] = []
    const hold = async () => {
      const lease = new MigrationLease(url)
      await lease.take(() => {})
      most.push(++holders)
      await lease.hold()
      await sleep(100)
      holders--
      await lease.close()
    }
    await Promise.all(Array.from({ length: 5 }, hold))
    expect(most).toEqual([1, 1, 1, 1, 1])
  })

  it.concurrent('is free of who is gone, also where the clock of the database was put back', async (test) => {
    const { expect } = test
    const url = await create('lease_clock', test)
    const database = new URL(url).pathname.slice(1)
    const putBack = (columns: string) =>
      runOnMySql(
        `update \`${database}\`.migration_lease set ${columns}ends_at = utc_timestamp(3) + interval 1 hour`,
      )
    const secondsToTake = async () => {
      const lease = new MigrationLease(url)
      const begun = performance.now()
      await lease.take(() => {})
      await lease.close()
      return (performance.now() - begun) / 1_000
    }
    await secondsToTake()
    // It was given back.
    await putBack('')
    expect(await secondsToTake()).toBeLessThan(LEASE_SECONDS)
    await putBack(`holder = 'killed', `)
    const seconds = await secondsToTake()
    expect(seconds).toBeGreaterThan(LEASE_SECONDS)
    expect(seconds).toBeLessThan(LEASE_SECONDS + 15)
  })
})

/** `npm run db:migrate`, which gets a signal after its first statement. */
async function interrupt(
  url: string,
  signal: 'SIGKILL' | 'SIGSTOP',
  { onTestFinished }: TestContext,
): Promise<Program> {
  const record = `${TEST_FOLDER}/interrupted-${randomUUID()}`
  const program = new Program('--import', {
    args: ['./server/test/kill-after-statement.ts', 'server/cli/db.ts', 'migrate'],
    env: { DATABASE_URL: url, KILL_RECORD: record, KILL_SIGNAL: signal },
  })
  onTestFinished(async () => {
    program.kill()
    await program.exited()
    rmSync(record, { force: true })
  })
  await vi.waitUntil(() => existsSync(record), { timeout: 20_000 })
  return program
}

async function applied(url: string): Promise<string[]> {
  const orm = await openDatabase(url, [])
  const names = await listApplied(orm)
  await orm.close(true)
  return names
}
