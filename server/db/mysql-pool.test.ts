import { spawn } from 'node:child_process'
import { databaseKinds } from '#testkit/platform/database-kinds.ts'
import { TcpProxy } from '#testkit/network/tcp-proxy.ts'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { lockRowsOnly } from './lock-rows-only.ts'
import { migrate } from './migrate.ts'
import { openDatabase, readPool } from './orm.ts'
import { ANSWER_MS } from './silence.ts'

const mySql = databaseKinds.find(({ name }) => name === 'MySQL')
const LOCK = 'select name from platform_state for update'

describe.skipIf(!mySql)('the connections to MySQL', () => {
  it('hold no locks for good when the network loses one without a word', async () => {
    const { url, drop } = await mySql!.create('lost')
    onTestFinished(drop)
    await migrate(url)
    const { network, through } = await TcpProxy.before(url)
    const [lost, other] = [await openDatabase(through, []), await openDatabase(url, [])]
    onTestFinished(async () => {
      await Promise.all([lost.close(true), other.close(true)])
      await network.stop()
    })

    const em = lost.em.fork()
    await em.begin()
    await em.execute(LOCK)
    network.lose()
    await expect(other.em.fork().execute(LOCK)).rejects.toMatchObject({ code: 'ER_LOCK_WAIT_TIMEOUT' })
    await expect.poll(() => other.em.fork().execute(LOCK), { interval: 1_000 }).not.toHaveLength(0)
  })

  it('serve all statements where the server gives this process few', async () => {
    const { url, drop } = await mySql!.create('few')
    onTestFinished(drop)
    const root = await openDatabase(url, [])
    onTestFinished(() => root.close(true))
    const em = root.em.fork()
    await em.execute(`create user if not exists few@'%' identified by 'few' with max_user_connections 3`)
    await em.execute(`grant select on *.* to few@'%'`)
    const few = await openDatabase(Object.assign(new URL(url), { username: 'few', password: 'few' }).href, [])
    onTestFinished(async () => {
      await few.close(true)
      await em.execute('drop user few')
    })
    const asked = Array.from({ length: 15 }, () => few.em.fork().execute('select sleep(0.05) as slept'))
    expect(await Promise.all(asked)).toEqual(asked.map(() => [{ slept: 0 }]))
  })

  it('are closed without an error when they are lost meanwhile', async () => {
    const { url, drop } = await mySql!.create('closing')
    onTestFinished(drop)
    const { network, through } = await TcpProxy.before(url)
    const orm = await openDatabase(through, [])
    const asked = orm.em.fork().execute('select sleep(1)')
    const refused = Promise.allSettled([asked])
    await vi.waitUntil(() => readPool(orm).used > 0)
    await new Promise((resolve) => setTimeout(resolve, 100))
    const closed = orm.close(true)
    await network.stop()
    await expect(closed).resolves.toBeUndefined()
    expect(await refused).toMatchObject([{ status: 'rejected' }])
  })

  it('are all left when one of them may only read', async () => {
    const { url, drop } = await mySql!.create('demoted')
    onTestFinished(drop)
    const orm = await openDatabase(url, [])
    onTestFinished(() => orm.close(true))
    await orm.em.fork().execute('create table written (id int auto_increment primary key)')
    const write = () => orm.em.fork().execute('insert into written values ()')
    // The connections that there are answer as those to a server that was demoted. New ones do not.
    const demote = () =>
      orm.em.fork().transactional(async (em) => {
        await em.execute('set session transaction read only')
        await em.execute('select sleep(0.2)')
      })
    const demoted = Array.from({ length: 8 }, demote)
    await Promise.all(demoted)
    const code = 'ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION'
    await expect(write()).rejects.toMatchObject({ code })
    await Promise.all(demoted.map(write))
  })

  it('have their usual isolation level again after a transaction with another one', async () => {
    const { url, drop } = await mySql!.create('levels')
    onTestFinished(drop)
    const sent: string[] = []
    const orm = await openDatabase(url, [], (sql) => sent.push(sql))
    onTestFinished(() => orm.close(true))
    await lockRowsOnly(orm.em.fork(), async (em) => {
      await em.execute('select 1')
    })
    // Vitess would keep the level. MySQL does not, so the statements must do here.
    await vi.waitUntil(() => readPool(orm).used === 0)
    expect(sent.slice(-5)).toEqual([
      'set transaction isolation level read committed',
      'begin',
      'select 1',
      'commit',
      'set session transaction isolation level repeatable read',
    ])
  })

  it('are kept where the answer came while the process stood still', async () => {
    const { url, drop } = await mySql!.create('still')
    onTestFinished(drop)
    const orm = await openDatabase(url, [])
    onTestFinished(() => orm.close(true))
    const em = orm.em.fork()
    await em.execute('select 1')
    const answers = Array.from({ length: 5 }, () => em.fork().execute('select sleep(0.2) as slept'))
    await vi.waitUntil(() => readPool(orm).used === answers.length)
    const { pid } = process
    spawn('sh', ['-c', `kill -STOP ${pid}; sleep ${ANSWER_MS / 1_000 + 0.5}; kill -CONT ${pid}`])
    expect(await Promise.all(answers)).toEqual(answers.map(() => [{ slept: 0 }]))
  })

  it('are given back when one is lost as its level is set', async () => {
    const { url, drop } = await mySql!.create('unset')
    onTestFinished(drop)
    const { network, through } = await TcpProxy.before(url)
    const orm = await openDatabase(through, [])
    onTestFinished(async () => {
      await orm.close(true)
      await network.stop()
    })
    await orm.em.fork().execute('select 1')
    network.lose()
    const code = 'PROTOCOL_SEQUENCE_TIMEOUT'
    await expect(lockRowsOnly(orm.em.fork(), async () => {})).rejects.toMatchObject({ code })
    expect(readPool(orm).used).toBe(0)
  })
})
