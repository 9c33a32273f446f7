import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { migrate } from './db/migrate.ts'
import { type OutageWorld, startOutageWorld } from './test/outage-world.ts'
import { hasMariaDb, OwnMariaDb } from '#testkit/platform/own-mariadb.ts'

/** What an administrator may have set for all who use the server. */
const SETTINGS = [
  `autocommit = 0`,
  `completion_type = 'RELEASE'`,
  `foreign_key_checks = 0`,
  `unique_checks = 0`,
  `sql_auto_is_null = 1`,
  `sql_big_selects = 0`,
  `max_join_size = 1`,
  `sql_safe_updates = 1`,
  `sql_select_limit = 1`,
  `sql_mode = 'NO_BACKSLASH_ESCAPES,ANSI_QUOTES,PIPES_AS_CONCAT,PAD_CHAR_TO_FULL_LENGTH'`,
  `time_zone = '+11:30'`,
  `tx_isolation = 'SERIALIZABLE'`,
  `default_storage_engine = 'MyISAM'`,
]

describe.skipIf(!hasMariaDb)('a database with settings of its own', () => {
  let database: OwnMariaDb
  let world: OutageWorld

  beforeAll(async () => {
    database = await OwnMariaDb.start()
    const url = await database.create('platform')
    for (const setting of SETTINGS) await database.run(`set global ${setting}`)
    world = await startOutageWorld(url)
  })
  afterAll(async () => {
    await world?.close()
    await database.stop()
  })

  it('is migrated, written and read as any other', async () => {
    const keys = [randomUUID(), randomUUID()]
    for (const key of keys) expect((await world.post(key)).status).toBe(201)
    const repeated = await world.post(keys[0]!)
    expect([repeated.status, repeated.body.includes('"duplicate":true')]).toEqual([201, true])
    expect((await world.rename()).status).toBe(200)
    expect(await world.name()).toBe('Renamed')
    const list = await world.query()
    expect(list.body.match(/"reference":/g)).toHaveLength(2)
    expect(await world.ready()).toBe(200)
    expect([await world.ticketCount(), await world.eventCount()]).toEqual([2, 2])
  })

  it('is refused by name before a table is made that is too narrow for its indexes', async () => {
    await database.run('create database narrow')
    await database.run(`set global innodb_default_row_format = 'compact'`)
    const migration = migrate(`mysql://root@127.0.0.1:${database.port}/narrow`)
    await expect(migration).rejects.toThrow(/innodb_default_row_format=compact/)
    await database.run(`set global innodb_default_row_format = 'dynamic'`)
    // It is not there yet.
    await database.run('create table narrow.organization (id int)')
  })

  it('refuses a link between organizations', async () => {
    const em = world.orm.em.fork()
    const [other] = await em.execute<{ id: string }[]>(
      'select organization_id as id from mcp_server where slug <> ?',
      [world.slug],
    )
    const move = em.execute('update mcp_server set organization_id = ? where slug = ?', [
      other!.id,
      world.slug,
    ])
    await expect(move).rejects.toMatchObject({ code: 'ER_ROW_IS_REFERENCED_2' })
  })

  it('503 while the server refuses each session after it began', async () => {
    await database.run(`set global init_connect = 'select nonsense'`)
    await database.run('kill user app')
    for (const { status, headers } of [await world.post(randomUUID()), await world.config()])
      expect([status, headers['retry-after']]).toEqual([503, expect.stringMatching(/^[1-3]$/)])
    await database.run(`set global init_connect = ''`)
    await world.recovers()
  })

  // A session keeps the settings that it began with.
  it('503 while transactions are read-only', async () => {
    await database.run('set global tx_read_only = 1')
    await database.run('kill user app')
    for (const { status, headers } of [await world.post(randomUUID()), await world.register()])
      expect([status, headers['retry-after']]).toEqual([503, expect.stringMatching(/^[1-3]$/)])
    expect([(await world.config()).status, (await world.query()).status]).toEqual([200, 200])
    await vi.waitUntil(async () => (await world.ready()) === 503, { timeout: 10_000, interval: 300 })
    await database.run('set global tx_read_only = 0')
    await database.run('kill user app')
    await world.recovers()
    expect((await world.post(randomUUID())).status).toBe(201)
  })
})
