import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { TcpProxy } from '#testkit/network/tcp-proxy.ts'
import { hasMariaDb, OwnMariaDb } from '#testkit/platform/own-mariadb.ts'
import { checkHealth } from './check-health.ts'
import { migrate } from './migrate.ts'
import { openDatabase, type Orm } from './orm.ts'
import { tryWrite } from './try-write.ts'

const REFUSED = { code: 'ER_OPTION_PREVENTS_STATEMENT' }
const POLL = { timeout: 15_000, interval: 100 }

describe.skipIf(!hasMariaDb)(
  'a database that moves to another server, while the one before is read-only',
  () => {
    let first: OwnMariaDb
    let second: OwnMariaDb
    let address: URL
    let name: TcpProxy
    let orm: Orm

    beforeAll(async () => {
      ;[first, second] = await Promise.all([OwnMariaDb.start(), OwnMariaDb.start()])
      const urls = [await first.create('platform'), await second.create('platform')]
      for (const url of urls) await migrate(url)
      name = new TcpProxy(first.port)
      await name.listen()
      address = new URL(urls[0]!)
      address.port = String(name.port)
    })
    afterAll(async () => {
      await name.stop()
      await Promise.all([first.stop(), second.stop()])
    })
    beforeEach(async () => {
      await first.run('set global read_only = 0')
      name.moveTo(first.port)
      orm = await openDatabase(address.href, [])
      onTestFinished(() => orm.close(true))
      await answering()
    })

    /** Uses several connections at once. @returns the servers that answer */
    const answering = async () => {
      const ask = () => orm.em.fork().execute<{ port: number }[]>('select @@port as port, sleep(0.2)')
      const rows = await Promise.all(Array.from({ length: 8 }, ask))
      return new Set(rows.map(([row]) => row!.port))
    }
    /** Occupies a connection. @returns gives it back */
    const occupy = async () => {
      const em = orm.em.fork()
      await em.begin()
      await em.execute('select 1')
      return () => em.commit()
    }

    it('is found by all connections as soon as one of them cannot write', async () => {
      const leave = await occupy()
      await first.run('set global read_only = 1')
      name.moveTo(second.port)
      await expect(tryWrite(orm)).rejects.toMatchObject(REFUSED)
      await tryWrite(orm)
      await leave()
      expect(await answering()).toEqual(new Set([second.port]))
    })

    it('is found by the check of readiness alone', async () => {
      await first.run('set global read_only = 1')
      name.moveTo(second.port)
      await vi.waitUntil(async () => (await checkHealth(orm)) === 'writes', POLL)
      await vi.waitUntil(async () => (await checkHealth(orm)) === undefined, POLL)
      expect(await answering()).toEqual(new Set([second.port]))
    })

    it('is found by the connections that were opened before it moved, too', async () => {
      await first.run('set global read_only = 1')
      await expect(tryWrite(orm)).rejects.toMatchObject(REFUSED)
      const leave = await Promise.all(Array.from({ length: 4 }, occupy))
      name.moveTo(second.port)
      await tryWrite(orm)
      await Promise.all(leave.map((each) => each()))
      expect(await answering()).toEqual(new Set([second.port]))
    })
  },
)
