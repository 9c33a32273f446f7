import { databases } from '#testkit/platform/databases.ts'
import { createConnection } from 'mysql2/promise'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { checkHealth } from './check-health.ts'
import { migrate } from './migrate.ts'
import { openDatabase } from './orm.ts'

const mySql = databases.find(({ name }) => name === 'MySQL')
const LOCK = 'mcpobs_test_silent_writes'
const WAITS = `begin do get_lock('${LOCK}', 600); do release_lock('${LOCK}'); end`

describe.skipIf(!mySql)('the check of readiness, while writes have no answer', () => {
  it('leaves few sessions behind, and is ready soon when writes are answered again', async () => {
    const { url, drop } = await mySql!.create('silent_writes')
    onTestFinished(drop)
    await migrate(url)
    let tried = 0
    const orm = await openDatabase(url, [], (sql) => {
      if (sql.startsWith('insert into mikro_orm_migrations')) tried++
    })
    const holder = await createConnection(url)
    onTestFinished(async () => {
      await orm.close(true)
      await holder.end()
    })
    await holder.query('create table written (id int auto_increment primary key)')
    await holder.query(`create trigger waits before insert on mikro_orm_migrations for each row ${WAITS}`)
    await holder.query(`do get_lock('${LOCK}', 1)`)

    const begun = performance.now()
    while (performance.now() - begun < 16_000) {
      await checkHealth(orm)
      await new Promise((resolve) => setTimeout(resolve, 250))
    }
    expect(tried).toBe(2)

    // What is not committed says nothing: a COMMIT may be what has no answer.
    const write = 'insert into written values ()'
    const uncommitted = orm.em.fork()
    await uncommitted.begin()
    await uncommitted.execute(write)
    await holder.query(`do release_lock('${LOCK}')`)
    expect(await checkHealth(orm)).toBe('writes')
    await uncommitted.rollback()
    expect([await checkHealth(orm), tried]).toEqual(['writes', 2])
    await orm.em.fork().transactional((em) => em.execute(write))
    await vi.waitUntil(async () => (await checkHealth(orm)) === undefined, { timeout: 1_000, interval: 50 })
    expect(tried).toBe(3)
  }, 40_000)
})
