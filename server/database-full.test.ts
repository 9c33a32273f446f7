import { randomUUID } from 'node:crypto'
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { TEST_FOLDER } from './test/databases.ts'
import { hasMariaDb, OwnMariaDb } from '#testkit/platform/own-mariadb.ts'
import { codeOf, type OutageWorld, startOutageWorld } from './test/outage-world.ts'

/** Opens tickets until one is refused. @returns how many there are, and the answer to the last one */
async function fill(world: OutageWorld) {
  for (let opened = await world.ticketCount(); ; opened++) {
    const key = randomUUID()
    const answer = await world.post(key, 'x'.repeat(9_000))
    if (answer.status !== 201) return { opened, key, answer }
  }
}

/** Fills the database and makes room again. Then there is a ticket with its first event for each that was opened. */
async function fillAndMakeRoom(world: OutageWorld, makeRoom: () => Promise<unknown>) {
  const { opened, key, answer } = await fill(world)
  expect([answer.status, codeOf(answer), answer.headers['retry-after']]).toEqual([
    503,
    'service-unavailable',
    expect.stringMatching(/^[1-3]$/),
  ])
  expect([(await world.config()).status, (await world.query()).status]).toEqual([200, 200])
  expect(await world.alive()).toBe(200)
  await makeRoom()
  await world.recovers()
  // MariaDB gives freed pages back a little later.
  await vi.waitUntil(async () => (await world.post(key)).status === 201, { timeout: 15_000, interval: 300 })
  return { opened: opened + 1, tickets: await world.ticketCount(), events: await world.eventCount() }
}

describe('an embedded database', () => {
  const file = `${TEST_FOLDER}/full-${randomUUID()}.db`
  let world: OutageWorld

  beforeAll(async () => {
    world = await startOutageWorld(`sqlite:${file}`)
  })
  afterAll(async () => {
    await world.close()
    for (const suffix of ['', '-wal', '-shm', '.lock', '.migrate', '.identity'])
      rmSync(`${file}${suffix}`, { force: true })
  })

  const pragma = (text: string) => world.orm.em.fork().execute<Record<string, number>[]>(`pragma ${text}`)
  const isNotReady = () =>
    vi.waitUntil(async () => (await world.ready()) === 503, { timeout: 10_000, interval: 300 })

  it('503 while it is full, not ready, and well as soon as there is room', async () => {
    const [{ page_count: pages } = {}] = await pragma('page_count')
    await pragma(`max_page_count = ${pages! + 20}`)
    const found = await fillAndMakeRoom(world, async () => {
      await isNotReady()
      await pragma('max_page_count = 1000000')
    })
    expect([found.tickets, found.events]).toEqual([found.opened, found.opened])
  })

  it('reads while it is read-only', async () => {
    await pragma('query_only = on')
    const key = randomUUID()
    for (const answer of [await world.post(key), await world.rename(), await world.authorize()])
      expect([answer.status, answer.headers['retry-after']]).toEqual([503, expect.stringMatching(/^[1-3]$/)])
    for (const answer of [await world.config(), await world.query(), await world.jwks()])
      expect(answer.status).toBe(200)
    await isNotReady()
    await pragma('query_only = off')
    await world.recovers()
    expect((await world.post(key)).status).toBe(201)
  })

  it.each([
    ['the file is moved away', '', () => {}],
    ['the file is replaced', '', () => writeFileSync(file, '')],
    ['its log is deleted', '-wal', () => {}],
    ['its lock is deleted', '.lock', () => {}],
  ])('acknowledges nothing that nobody would find again while %s', async (_, suffix, replace) => {
    renameSync(`${file}${suffix}`, `${file}.away`)
    replace()
    const key = randomUUID()
    for (const answer of [await world.post(key), await world.rename(), await world.authorize()])
      expect([answer.status, answer.headers['retry-after']]).toEqual([503, expect.stringMatching(/^[1-3]$/)])
    expect((await world.config()).status).toBe(200)
    await isNotReady()
    renameSync(`${file}.away`, `${file}${suffix}`)
    await world.recovers()
    expect((await world.post(key)).status).toBe(201)
  })

  it('does not stop the process while another one has its lock', async () => {
    const other = new DatabaseSync(file)
    other.exec('begin immediate')
    const key = randomUUID()
    const posts = Promise.all([world.post(key), world.rename(), world.authorize()])
    let reads = 0
    const reading = (async () => {
      while (reads >= 0) {
        const began = performance.now()
        expect([(await world.config()).status, await world.alive()]).toEqual([200, 200])
        expect(performance.now() - began).toBeLessThan(1_000)
        if (reads < 0) return
        reads++
      }
    })()
    for (const answer of await posts)
      expect([answer.status, answer.headers['retry-after']]).toEqual([503, expect.stringMatching(/^[1-3]$/)])
    expect(reads).toBeGreaterThan(5)
    reads = -1
    await reading
    other.exec('rollback')
    other.close()
    await world.recovers()
    expect((await world.post(key)).status).toBe(201)
  })
})

describe.skipIf(!hasMariaDb)('a MariaDB', () => {
  it('503 while its tables are full, and writes again when there is room', async () => {
    // One file for all tables, with an end.
    const file = '--innodb-data-file-path=ibdata1:12M:autoextend:max:40M'
    const database = await OwnMariaDb.start(['--innodb-file-per-table=0', file])
    const world = await startOutageWorld(await database.create('platform'))
    await database.run(`create table platform.ballast as select repeat('x', 4000000) as weight`)
    const found = await fillAndMakeRoom(world, async () => {
      await vi.waitUntil(async () => (await world.ready()) === 503, { timeout: 5_000, interval: 300 })
      await database.run('drop table platform.ballast')
    })
    expect([found.tickets, found.events]).toEqual([found.opened, found.opened])
    await world.close()
    await database.stop()
  })

  it('503 for a ticket that is longer than a statement may be there, and takes the others', async () => {
    const database = await OwnMariaDb.start(['--max-allowed-packet=16384'])
    const world = await startOutageWorld(await database.create('platform'))
    const answer = await world.post(randomUUID(), '\u{1F600}'.repeat(5_000))
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, expect.stringMatching(/^[1-3]$/)])
    expect((await world.post(randomUUID())).status).toBe(201)
    expect([await world.ticketCount(), await world.eventCount()]).toEqual([1, 1])
    await world.close()
    await database.stop()
  })
})
