import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { openDatabase, type Orm } from '../db/orm.ts'
import { entities } from '../domain/entities.ts'
import { databases, TEST_FOLDER } from '../test/databases.ts'
import { openTestDatabase } from '../test/harness.ts'
import { listen } from '../test/raw-http.ts'
import { Talker } from '../test/talker.ts'
import { TcpProxy } from '#testkit/network/tcp-proxy.ts'
import { checkHealth } from '../db/check-health.ts'
import { buildHealthApp } from './health.ts'

const mySql = databases.find(({ name }) => name === 'MySQL')

describe.each(databases)('readiness on $name', ({ url }) => {
  let orm: Orm
  beforeAll(async () => {
    orm = await openTestDatabase(url)
  })
  afterAll(() => orm.close(true))

  it('200: the database answers and has the newest schema', async () => {
    const { app } = buildHealthApp(() => checkHealth(orm))
    expect((await app.inject('/healthz')).statusCode).toBe(200)
    const response = await app.inject('/readyz')
    expect([response.statusCode, response.json()]).toEqual([200, { status: 'ready' }])
  })

  it('503: draining, while the process is still well', async () => {
    const health = buildHealthApp(() => checkHealth(orm))
    health.drain()
    const response = await health.app.inject('/readyz')
    expect([response.statusCode, response.json()]).toEqual([503, { status: 'not-ready', reason: 'draining' }])
    expect((await health.app.inject('/healthz')).statusCode).toBe(200)
  })

  it('is ready the moment after the migrations, also for who asked just before', async () => {
    let hasStarted = false
    const { app } = buildHealthApp(() => checkHealth(orm), { hasStarted: () => hasStarted })
    const before = await app.inject('/readyz')
    expect([before.statusCode, before.json()]).toEqual([503, { status: 'not-ready', reason: 'migrations' }])
    hasStarted = true
    expect((await app.inject('/readyz')).statusCode).toBe(200)
  })

  it('tells when the database cannot be used any more, and when it can again', async () => {
    const onChange = vi.fn()
    const answers = [undefined, 'writes', 'writes', undefined, undefined] as const
    let asked = 0
    const { app } = buildHealthApp(async () => answers[asked++], { onChange })
    vi.useFakeTimers({ toFake: ['performance'] })
    onTestFinished(() => void vi.useRealTimers())
    for (const _ of answers) {
      await app.inject('/readyz')
      vi.advanceTimersByTime(1_001)
    }
    expect(asked).toBe(answers.length)
    expect(onChange.mock.calls).toEqual([['writes'], [undefined]])
  })

  it('asks the database once for everybody who asks within a second', async () => {
    const asked = vi.fn(() => checkHealth(orm))
    const { app } = buildHealthApp(asked)
    await Promise.all(Array.from({ length: 20 }, () => app.inject('/readyz')))
    expect(asked).toHaveBeenCalledTimes(1)
  })
})

it('408: closes the connection of a request that does not arrive', async () => {
  const { app } = buildHealthApp(async () => undefined)
  const port = await listen(app)
  const talkers = [new Talker(port), new Talker(port), new Talker(port)]
  talkers[1]!.say('GET /readyz')
  talkers[2]!.say('GET /readyz HTTP/1.1\r\nHost: x\r\n')
  await Promise.all(talkers.map(({ ended }) => ended))
  for (const { heard } of talkers) expect(heard).toMatch(/^HTTP\/1\.1 408 /)
  await app.close()
})

describe('not ready', () => {
  it('503: a migration is pending', async () => {
    const file = `${TEST_FOLDER}/unmigrated-${randomUUID()}.db`
    const orm = await openDatabase(`sqlite:${file}`, entities)
    const response = await buildHealthApp(() => checkHealth(orm)).app.inject('/readyz')
    expect([response.statusCode, response.json()]).toEqual([
      503,
      { status: 'not-ready', reason: 'migrations' },
    ])
    await orm.close(true)
    await rm(file)
  })

  it.skipIf(!mySql)('503: MySQL is away or says nothing for half a second', async () => {
    const { network: proxy, through } = await TcpProxy.before(mySql!.url)
    const orm = await openTestDatabase(through)

    proxy.freeze()
    const began = performance.now()
    const silent = await buildHealthApp(() => checkHealth(orm)).app.inject('/readyz')
    expect([silent.statusCode, silent.json().reason]).toEqual([503, 'database'])
    expect(performance.now() - began).toBeGreaterThan(450)
    expect(performance.now() - began).toBeLessThan(1_500)
    proxy.thaw()

    await proxy.stop()
    const away = await buildHealthApp(() => checkHealth(orm)).app.inject('/readyz')
    expect([away.statusCode, away.json().reason]).toEqual([503, 'database'])
    await orm.close(true)
  })
})
