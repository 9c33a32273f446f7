import { setTimeout as sleep } from 'node:timers/promises'
import { databaseKinds } from '#testkit/platform/database-kinds.ts'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openDatabase } from './orm.ts'

const mySql = databaseKinds.find(({ name }) => name === 'MySQL')

describe.skipIf(!mySql)('statements on MySQL', () => {
  it('of batches, each of which has a size of its own, are not kept prepared', async () => {
    const { url, drop } = await mySql!.create('statements')
    onTestFinished(drop)
    const orm = await openDatabase(url, [])
    onTestFinished(() => orm.close(true))
    await orm.em.fork().transactional(async (em) => {
      const kept = async () => {
        const rows: { Variable_name: string; Value: string }[] = await em.execute(
          "show session status where variable_name in ('Com_stmt_prepare', 'Com_stmt_close')",
        )
        const count = Object.fromEntries(
          rows.map(({ Variable_name, Value }) => [Variable_name, Number(Value)]),
        )
        return count.Com_stmt_prepare! - count.Com_stmt_close!
      }
      const find = (values: number) =>
        em.execute('select 1 where 1 in (?)', [Array.from({ length: values }, () => 1)])
      const before = await kept()
      for (const values of [1, 2, 1]) await find(values)
      expect(await kept()).toBe(before + 2)
      for (let values = 100; values < 120; values++) await find(values)
      // mysql2 closes each twice.
      expect(await kept()).toBeLessThanOrEqual(before + 2)
    })
  })

  it('of batches may still run when the database is closed: that is no fault', async () => {
    const { url, drop } = await mySql!.create('closing')
    onTestFinished(drop)
    const orm = await openDatabase(url, [])
    const many = Array.from({ length: 100 }, () => 1)
    const running = orm.em.fork().execute('select sleep(0.5) as slept where 1 in (?)', [many])
    await sleep(200)
    await orm.close(true)
    expect(await running).toEqual([{ slept: 0 }])
  })
})
