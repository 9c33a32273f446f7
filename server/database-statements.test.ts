import { randomUUID } from 'node:crypto'
import { findMySqlFolder, OwnMySql } from '#testkit/platform/own-mysql.ts'
import { hasMariaDb, OwnMariaDb } from '#testkit/platform/own-mariadb.ts'
import type { OwnServer } from '#testkit/platform/own-server.ts'
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { checkHealth } from './db/check-health.ts'
import { openDatabase } from './db/orm.ts'
import { codeOf, type OutageWorld, startOutageWorld } from './test/outage-world.ts'
import { skipWithout } from './test/skip-without.ts'

const folder = await findMySqlFolder()
const servers = [
  ...(hasMariaDb ? [{ name: 'MariaDB', start: () => OwnMariaDb.start() }] : []),
  ...(folder ? [{ name: 'MySQL', start: () => OwnMySql.start(folder) }] : []),
]
const REFUSED = { code: 'ER_MAX_PREPARED_STMT_COUNT_REACHED' }

skipWithout(servers)
describe.each(servers)('a $name that keeps as many prepared statements as it may', ({ start }) => {
  let database: OwnServer
  let url: string
  let world: OutageWorld

  beforeAll(async () => {
    database = await start()
    url = await database.create('platform')
    world = await startOutageWorld(url)
  })
  afterEach(() => allow(16_382))
  afterAll(async () => {
    await world?.close()
    await database?.stop()
  })

  const allow = (statements: number) => database.run(`set global max_prepared_stmt_count = ${statements}`)
  const countKept = async () => {
    const [row] = await database.run(`show global status like 'Prepared_stmt_count'`)
    return Number(row!.Value)
  }

  it('503 and not ready while nothing can be prepared, and well afterwards', async () => {
    await allow(0)
    const key = randomUUID()
    const answer = await world.post(key)
    expect([answer.status, codeOf(answer), answer.headers['retry-after']]).toEqual([
      503,
      'service-unavailable',
      expect.stringMatching(/^[1-3]$/),
    ])
    for (let times = 0; times < 3; times++) expect(await world.ready()).toBe(503)
    await allow(16_382)
    await world.recovers()
    expect((await world.post(key)).status).toBe(201)
  })

  it('is not ready, also where all that the check has asked before is kept', async () => {
    const orm = await openDatabase(url, [])
    onTestFinished(() => orm.close(true))
    for (let times = 0; times < 2; times++) expect(await checkHealth(orm)).toBeUndefined()
    await allow(0)
    for (let times = 0; times < 2; times++) expect(await checkHealth(orm)).toBe('database')
    await allow(16_382)
    expect(await checkHealth(orm)).toBeUndefined()
  })

  it('gets back what this process keeps, so that it is well by itself', async () => {
    for (let times = 0; times < 3; times++)
      await Promise.all([world.post(randomUUID()), world.query(), world.config(), world.status()])
    await allow(await countKept())
    const key = randomUUID()
    const isWell = async () =>
      (await world.register()).status === 201 &&
      (await world.rename()).status === 200 &&
      (await world.post(key)).status === 201 &&
      (await world.ready()) === 200
    expect(await vi.waitUntil(isWell, { timeout: 15_000, interval: 100 })).toBe(true)
  })

  it('is given back all statements of a connection on which one could not be prepared', async () => {
    const before = await countKept()
    const orm = await openDatabase(url, [])
    onTestFinished(() => orm.close(true))
    const ask = (column: number) => orm.em.fork().execute(`select ? as column_${column}`, [1])
    for (let column = 0; column < 100; column++) await ask(column)
    expect(await countKept()).toBeGreaterThan(before + 90)
    // The platform beside it also prepares some, and gives some back.
    await allow(before + 50)
    await expect(ask(100)).rejects.toMatchObject(REFUSED)
    await vi.waitUntil(async () => (await countKept()) < before + 40, { timeout: 10_000 })
    expect(await ask(100)).toHaveLength(1)
  })
})
