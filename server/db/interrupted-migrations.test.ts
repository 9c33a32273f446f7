import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { databaseKinds } from '#testkit/platform/database-kinds.ts'
import { run } from '#testkit/processes/program.ts'
import { createConnection } from 'mysql2/promise'
import { describe, expect, it, onTestFinished } from 'vitest'
import { TEST_FOLDER } from '../test/databases.ts'
import { listApplied } from './applied-migrations.ts'
import { isSqlite } from './database-url.ts'
import { migrate, rollBack } from './migrate.ts'
import { LEASE_TABLE } from './migration-lease.ts'
import { MIGRATION_NAMES } from './migrations/names.ts'
import { openDatabase } from './orm.ts'
import { readRollback } from './rollback-mark.ts'

/** The newest five, unless all are asked for: the others passed this when they were new, and never change. */
const NAMES = process.env.ALL_MIGRATIONS ? MIGRATION_NAMES : MIGRATION_NAMES.slice(-5)
/** A process for each statement. */
const TIMEOUT = 600_000

/*
 * A process that is killed after each statement of a migration starts again, and the schema is the same in the end. On MySQL the next process finds a part of the work done, on SQLite nothing.
 */
describe.each(databaseKinds)('R1.7 a process that is killed between two statements on $name', (database) => {
  const create = async (purpose: string) => {
    const { url, drop } = await database.create(purpose)
    onTestFinished(drop)
    return url
  }

  it('is started again, and applies every migration', { timeout: TIMEOUT }, async () => {
    const [url, untouched] = [await create('killed_up'), await create('untouched_up')]
    await Promise.all([migrate(url), migrate(untouched)])
    for (const _ of NAMES) await rollBack(url, { confirm: async () => {} })
    const killing = new KillingProcess(url)
    let ended: number | null = null
    while (ended === null) ended = await killing.run('migrate')
    expect(killing.statements).toBeGreaterThan(NAMES.length)
    expect(await describeSchema(url)).toEqual(await describeSchema(untouched))
  })

  it('reverts every migration, when it is run again', { timeout: TIMEOUT }, async () => {
    const [url, untouched] = [await create('killed_down'), await create('untouched_down')]
    await Promise.all([migrate(url), migrate(untouched)])
    const killing = new KillingProcess(url)
    for (const name of NAMES.toReversed()) {
      const before = killing.statements
      while (await isThere(url, name)) await killing.run('rollback', '--yes')
      expect(killing.statements - before, name).toBeGreaterThan(1)
      await rollBack(untouched, { confirm: async () => {} })
      expect(await describeSchema(url), name).toEqual(await describeSchema(untouched))
    }
    await migrate(url)
  })

  it(
    'while it reverts one, and is started instead, has the whole schema again',
    { timeout: TIMEOUT },
    async () => {
      const url = await create('killed_half')
      await migrate(url)
      const whole = await describeSchema(url)
      const killing = new KillingProcess(url)
      let ended: number | null = null
      while (ended === null) {
        ended = await killing.run('rollback', '--yes')
        await migrate(url)
        expect(await describeSchema(url)).toEqual(whole)
      }
      expect(killing.statements).toBeGreaterThan(1)
    },
  )
})

/** `npm run db:…`, which is killed after the first statement that none of its processes has come to before. */
class KillingProcess {
  readonly #url: string
  readonly #record = `${TEST_FOLDER}/kills-${randomUUID()}`

  constructor(url: string) {
    this.#url = url
    onTestFinished(() => rmSync(this.#record, { force: true }))
  }

  /** Statements after which a process was killed. */
  get statements(): number {
    return existsSync(this.#record) ? readFileSync(this.#record, 'utf8').trim().split('\n').length : 0
  }

  /** @returns null when it was killed, else 0 */
  async run(...args: string[]): Promise<number | null> {
    if (this.statements > 1_000) throw new Error('The statements have no end')
    const { code, output } = await run('--import', {
      args: ['./server/test/kill-after-statement.ts', 'server/cli/db.ts', ...args],
      env: { DATABASE_URL: this.#url, KILL_RECORD: this.#record },
    })
    if (code) throw new Error(`ended with ${code}: ${output}`)
    if (code === null && !isSqlite(this.#url)) await endLease(this.#url)
    return code
  }
}

/** As if the lease of a process that was killed had ended, for which others wait: see `migration-lease.test.ts`. */
async function endLease(url: string): Promise<void> {
  const connection = await createConnection(url)
  await connection.query(`update ${LEASE_TABLE} set ends_at = '2000-01-01'`)
  await connection.end()
}

/** Whether a migration is applied, or a process has begun to revert it and none has finished. */
async function isThere(url: string, name: string): Promise<boolean> {
  const orm = await openDatabase(url, [])
  const applied = await listApplied(orm)
  const begun = await readRollback(orm, url)
  await orm.close(true)
  return begun !== undefined || applied.includes(name)
}

/** All tables as the database itself writes them down, each line by itself: keys may be listed in another order. */
async function describeSchema(url: string): Promise<Record<string, string[]>> {
  const orm = await openDatabase(url, [])
  try {
    const query = isSqlite(url)
      ? `select name, coalesce(sql, '') as text from sqlite_master order by name`
      : `select table_name as name, '' as text from information_schema.tables where table_schema = database()`
    const rows = await orm.em.execute<{ name: string; text: string }[]>(query)
    const described: Record<string, string[]> = {}
    for (const { name, text } of rows) {
      const [made] = isSqlite(url) ? [] : await orm.em.execute(`show create table \`${name}\``)
      const definition = isSqlite(url) ? text : String((made as Record<string, unknown>)['Create Table'])
      described[name] = definition
        .replace(/ AUTO_INCREMENT=\d+/, '')
        .split('\n')
        .map((line) => line.trim().replace(/,$/, ''))
        .sort()
    }
    return described
  } finally {
    await orm.close(true)
  }
}
