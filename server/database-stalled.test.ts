import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { codeOf, type OutageWorld, startOutageWorld } from './test/outage-world.ts'
import { OwnMariaDb, hasMariaDb } from '#testkit/platform/own-mariadb.ts'
import type { HttpAnswer } from './test/send-http.ts'

/** Milliseconds from a request to its answer, on a machine that may be busy. */
const REST_MS = 4_000 + 2_500
const TRPC_MS = 8_000 + 2_500

describe.skipIf(!hasMariaDb)('a database that stalls, is frozen or read-only', () => {
  let database: OwnMariaDb
  let world: OutageWorld

  beforeAll(async () => {
    database = await OwnMariaDb.start()
    world = await startOutageWorld(await database.create('platform'))
  })
  afterAll(async () => {
    await world.close()
    await database.stop()
  })

  /** Answers with the time that they took. */
  const timed = async (work: Promise<HttpAnswer>) => {
    const began = performance.now()
    const answer = await work
    return { ...answer, ms: performance.now() - began, code: codeOf(answer) }
  }

  it('answers twenty-four posts to a locked table in time, and others meanwhile', async () => {
    const locker = await database.connect()
    await locker.query('use platform')
    await locker.query('lock tables support_ticket read')
    const keys = Array.from({ length: 24 }, () => randomUUID())
    const posts = keys.map((key) => timed(world.post(key)))
    // Four, and the groups of the others.
    await vi.waitUntil(async () => (await waiting(database)) >= 6)

    const others = []
    for (let count = 0; count < 10; count++) {
      others.push(await timed(world.config('neighbour')), await timed(world.query('neighbour')))
    }
    const readiness = await world.ready()
    expect(others.map(({ status }) => status)).toEqual(others.map(() => 200))
    for (const { ms } of others) expect(ms).toBeLessThan(1_000)
    expect(readiness).toBe(200)
    expect(await connections(database)).toBeLessThanOrEqual(20)

    for (const { status, code, ms, headers } of await Promise.all(posts)) {
      expect(`${status} ${code}`).toBe('503 service-unavailable')
      expect(headers['retry-after']).toBeDefined()
      expect(ms).toBeLessThan(REST_MS)
    }
    await locker.end()
    await vi.waitUntil(async () => (await waiting(database)) === 0, { timeout: 10_000 })
    expect(await world.ticketCount()).toBe(0)
    for (const key of keys) expect((await world.post(key)).status).toBe(201)
    expect(await world.ticketCount()).toBe(24)
  })

  it('serves a third organization, and is ready, while two others post to a locked table', async () => {
    const locker = await database.connect()
    await locker.query('use platform')
    await locker.query('lock tables support_ticket read')
    const posts = (['victim', 'neighbour'] as const).flatMap((who) =>
      Array.from({ length: 24 }, () => timed(world.post(randomUUID(), 'It failed.', who))),
    )
    await vi.waitUntil(async () => (await waiting(database)) >= 10)
    const others = []
    for (let count = 0; count < 10; count++) {
      others.push(await timed(world.config('third')), await timed(world.query('third')))
    }
    const readiness = await world.ready()
    expect(others.map(({ status }) => status)).toEqual(others.map(() => 200))
    for (const { ms } of others) expect(ms).toBeLessThan(1_000)
    expect(readiness).toBe(200)
    for (const { status, code } of await Promise.all(posts)) {
      expect(`${status} ${code}`).toBe('503 service-unavailable')
    }
    await locker.end()
    await world.recovers()
  })

  it.each([
    ['dashboard', 'dashboard_session'],
    ['SDK API', 'server_key'],
  ] as const)('serves what others ask, and is ready, while look-ups of the %s wait', async (which, table) => {
    const locker = await database.connect()
    await locker.query('use platform')
    await locker.query(`lock tables ${table} write`)
    const stalled = () => (which === 'dashboard' ? world.query() : world.config())
    const over = new AbortController()
    const asking = Array.from({ length: 30 }, async () => {
      while (!over.signal.aborted) await stalled()
    })
    await vi.waitUntil(async () => (await waiting(database)) >= 4)
    for (let count = 0; count < 10; count++) {
      const others =
        which === 'dashboard'
          ? [await world.config('third'), await world.post(randomUUID(), 'It failed.', 'third')]
          : [await world.query('third')]
      for (const { status } of [...others, await world.jwks()]) expect(String(status)).toMatch(/^20[01]$/)
      expect(await world.ready()).toBe(200)
    }
    over.abort()
    await locker.end()
    await Promise.all(asking)
    await world.recovers()
  })

  it('ends a statement that takes too long, and rolls back what came before it', async () => {
    const em = world.orm.em.fork()
    const slow = em.transactional(async (em) => {
      await em.execute(`update mcp_server set name = 'half' where slug = ?`, [world.slug])
      await em.execute('select sleep(20)')
    })
    await expect(slow).rejects.toMatchObject({ errno: 1969 })
    const [row] = await database.run(`select name from platform.mcp_server where slug = '${world.slug}'`)
    expect(row!.name).not.toBe('half')
    expect(await waiting(database)).toBe(0)
  })

  it('503 with Retry-After on every transport while it is frozen, and serves again when it is not', async () => {
    database.freeze()
    try {
      const rest = await Promise.all([
        timed(world.config()),
        timed(world.post(randomUUID())),
        timed(world.status()),
      ])
      for (const { status, code, ms, headers } of rest) {
        expect([status, code, headers['retry-after']]).toEqual([
          503,
          'service-unavailable',
          expect.stringMatching(/^[1-3]$/),
        ])
        expect(ms).toBeLessThan(REST_MS)
      }
      const asked = [world.query(), world.rename(), world.authorize(), world.token(), world.jwks()]
      for (const { status, ms, headers } of await Promise.all(asked.map(timed))) {
        expect([status, headers['retry-after']]).toEqual([503, expect.stringMatching(/^[1-3]$/)])
        expect(ms).toBeLessThan(TRPC_MS)
      }
      expect(await world.ready()).toBe(503)
      expect(await world.alive()).toBe(200)
    } finally {
      database.thaw()
    }
    await world.recovers()
  })

  it('is told honestly when it freezes at the commit, and written once', async () => {
    const key = randomUUID()
    const before = await world.ticketCount()
    const locker = await database.connect()
    // Statements pass, and commits wait, as on a disk that does not answer.
    await locker.query('flush tables with read lock')
    const answer = await timed(world.post(key))
    expect(`${answer.status} ${answer.code}`).toMatch(
      /^(500 internal-error|503 service-unavailable|409 request-in-progress)$/,
    )
    expect(answer.ms).toBeLessThan(REST_MS)
    await locker.end()
    await world.recovers()
    expect((await world.post(key)).status).toBe(201)
    expect(await world.ticketCount()).toBe(before + 1)
    expect(await world.eventCount()).toBe(before + 1)
  })

  it('reads while it is read-only, refuses what writes, is not ready, and writes again afterwards', async () => {
    const before = await world.ticketCount()
    await database.run('update platform.server_key set last_used_at = null')
    await database.run('update platform.dashboard_session set last_seen_at = null')
    await database.run('set global read_only = 1')
    const key = randomUUID()
    expect([(await world.config()).status, (await world.query()).status]).toEqual([200, 200])
    expect((await world.jwks()).status).toBe(200)
    for (const answer of [
      await world.post(key),
      await world.rename(),
      await world.register(),
      await world.authorize(),
    ]) {
      expect([answer.status, answer.headers['retry-after']]).toEqual([503, expect.stringMatching(/^[1-3]$/)])
    }
    await vi.waitUntil(async () => (await world.ready()) === 503, { timeout: 10_000, interval: 300 })
    expect(await world.alive()).toBe(200)

    await database.run('set global read_only = 0')
    await world.recovers()
    expect((await world.post(key)).status).toBe(201)
    expect(await world.ticketCount()).toBe(before + 1)
    expect(await world.eventCount()).toBe(before + 1)
  })
})

async function waiting(database: OwnMariaDb): Promise<number> {
  const rows = await database.run(
    `select id from information_schema.processlist where user = 'app' and command <> 'Sleep'`,
  )
  return rows.length
}

async function connections(database: OwnMariaDb): Promise<number> {
  return (await database.run(`select id from information_schema.processlist where user = 'app'`)).length
}
