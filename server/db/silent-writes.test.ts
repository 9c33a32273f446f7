import { databaseKinds } from '#testkit/platform/database-kinds.ts'
import { TcpProxy } from '#testkit/network/tcp-proxy.ts'
import { createConnection } from 'mysql2/promise'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { checkHealth } from './check-health.ts'
import { migrate } from './migrate.ts'
import { openDatabase, type Orm } from './orm.ts'
import { SLOWNESS } from '../test/slowness.ts'

const mySql = databaseKinds.find(({ name }) => name === 'MySQL')
const LOCK = 'mcpobs_test_silent_writes'
const WAITS = `begin do get_lock('${LOCK}', 600); do release_lock('${LOCK}'); end`
const AT_ONCE = 5

describe.skipIf(!mySql)('while writes to MySQL have no answer', () => {
  it(
    'few are tried, because each keeps a session of the server, and all can read',
    async () => {
      const { url, drop } = await mySql!.create('silent_writes')
      onTestFinished(drop)
      await migrate(url)
      let tried = 0
      const orm = await openDatabase(url, [], (sql) => {
        if (sql.startsWith('insert')) tried++
      })
      const holder = await createConnection(url)
      onTestFinished(async () => {
        await orm.close(true)
        await holder.end()
      })
      await holder.query('create table written (id int auto_increment primary key)')
      for (const table of ['written', 'mikro_orm_migrations'])
        await holder.query(`create trigger ${table}_waits before insert on ${table} for each row ${WAITS}`)
      await holder.query(`do get_lock('${LOCK}', 1)`)

      const em = orm.em.fork()
      const first = Array.from({ length: AT_ONCE }, () => write(orm))
      expect(await codes(first)).toEqual(first.map(() => 'PROTOCOL_SEQUENCE_TIMEOUT'))
      const begun = performance.now()
      const later: ReturnType<typeof codes>[] = []
      while (performance.now() - begun < 14_500) {
        later.push(codes([writeAlone(orm)]))
        expect(await checkHealth(orm)).toBe('writes')
        expect(await em.execute('select 1 as one')).toEqual([{ one: 1 }])
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
      // After one second, and after six more.
      expect(tried).toBe(AT_ONCE + 2)

      await holder.query(`do release_lock('${LOCK}')`)
      await vi.waitUntil(async () => (await checkHealth(orm)) === undefined, {
        timeout: 20_000,
        interval: 250,
      })
      const all = (await Promise.all(later)).flat()
      const refused = all.filter((code) => code === 'ERR_WRITES_STALLED').length
      expect(refused).toBeGreaterThanOrEqual(all.length - 2)
      await write(orm)
    },
    60_000 * SLOWNESS,
  )

  it(
    'a COMMIT without an answer counts as one, and all are tried again as soon as one has an answer',
    async () => {
      const { network, orm } = await openThroughNetwork('silent_commits')

      network.loseAt('commit')
      const first = Array.from({ length: AT_ONCE }, () => write(orm))
      expect(await codes(first)).toEqual(first.map(() => 'PROTOCOL_SEQUENCE_TIMEOUT'))
      expect(await codes([write(orm)])).toEqual(['ERR_WRITES_STALLED'])
      // Rows that stay as they were need no disk.
      const keep = () => orm.em.fork().execute('update written set id = id')
      await expect.poll(() => codes([keep()]), { timeout: 5_000 }).toEqual([''])
      expect(await codes([write(orm)])).toEqual(['ERR_WRITES_STALLED'])
      network.loseAt()
      await expect.poll(() => codes([write(orm)]), { timeout: 5_000 }).toEqual([''])
      const again = Array.from({ length: AT_ONCE }, () => write(orm))
      expect(await codes(again)).toEqual(again.map(() => ''))
    },
    30_000 * SLOWNESS,
  )

  it(
    'a connection that is lost says nothing, and another write is tried soon',
    async () => {
      const { network, orm } = await openThroughNetwork('lost_trials')

      network.loseAt('commit')
      await codes(Array.from({ length: AT_ONCE }, () => write(orm)))
      network.loseAt()
      const lostAt: number[] = []
      while (lostAt.length < 3) {
        network.cutAt('insert', 'before')
        const [code] = await codes([write(orm)])
        if (code !== 'ERR_WRITES_STALLED') lostAt.push(performance.now())
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
      // The third wait for an answer is 15 s.
      expect(lostAt[2]! - lostAt[0]!).toBeLessThan(10_000)
    },
    40_000 * SLOWNESS,
  )
})

/** A database with a table, behind a network that the test disturbs. */
async function openThroughNetwork(purpose: string): Promise<{ network: TcpProxy; orm: Orm }> {
  const { url, drop } = await mySql!.create(purpose)
  onTestFinished(drop)
  await migrate(url)
  const { network, through } = await TcpProxy.before(url)
  const orm = await openDatabase(through, [])
  onTestFinished(async () => {
    await orm.close(true)
    await network.stop()
  })
  await orm.em.fork().execute('create table written (id int auto_increment primary key)')
  return { network, orm }
}

function write(orm: Orm): Promise<unknown> {
  return orm.em.fork().transactional((em) => em.execute('insert into written values ()'))
}

/** Without a transaction. */
function writeAlone(orm: Orm): Promise<unknown> {
  return orm.em.fork().execute('insert into written values ()')
}

/** The code of each that failed; of the others, nothing. */
async function codes(writes: Promise<unknown>[]): Promise<(string | undefined)[]> {
  const settled = await Promise.allSettled(writes)
  return settled.map((one) => (one.status === 'fulfilled' ? '' : (one.reason as { code?: string }).code))
}
