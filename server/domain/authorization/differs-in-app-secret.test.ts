import { newId } from '../../db/column-types.ts'
import { databaseTimeSql } from '../../db/database-clock.ts'
import { databases } from '../../test/databases.ts'
import { startTestApp, type TestApp } from '../../test/harness.ts'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { exchangeFingerprints } from '../process-secrets.repository.ts'
import { fingerprintOfSecret } from './app-secret-fingerprint.ts'
import { differsInAppSecret } from './differs-in-app-secret.ts'

const [OLD, NEW, LOST] = ['old', 'new', 'lost'].map((name) => `the ${name} secret, `.repeat(3)) as [
  string,
  string,
  string,
]
const mySql = databases.filter(({ name }) => name === 'MySQL')

describe.each(mySql)('another process on $name', ({ url }) => {
  let platform: TestApp
  beforeAll(async () => {
    platform = await startTestApp(url)
  })
  afterAll(async () => {
    await forget()
    await platform.close()
  })
  beforeEach(forget)

  async function forget() {
    await execute(`delete from platform_state where name like 'sec-%'`)
    await execute(`delete from platform_process`)
  }
  const execute = (sql: string, values: string[] = []): Promise<{ name: string }[]> =>
    platform.orm.em.fork().execute(sql, values)
  /** A process that gave its last sign of life some seconds ago. */
  async function runOther(secrets: string[], secondsAgo = 0): Promise<string> {
    const id = newId()
    const seenAt = databaseTimeSql(platform.orm.em, secondsAgo)
    await execute(`insert into platform_process (id, started_at, seen_at) values (?, ${seenAt}, ${seenAt})`, [
      id,
    ])
    const shown = secrets.map(fingerprintOfSecret).join(' ')
    await execute('insert into platform_state (name, value) values (?, ?)', [`sec-${id}`, shown])
    return id
  }
  const differs = ([appSecret, previousAppSecret]: string[]) => {
    const settings = { ...platform.config, appSecret: appSecret!, previousAppSecret }
    return differsInAppSecret({ em: platform.orm.em.fork(), settings })
  }

  it.each([
    ['the same secret', [OLD], [OLD], false],
    ['another secret', [OLD], [NEW], true],
    ['a change: before it', [OLD], [OLD, NEW], false],
    ['a change: step 1', [OLD, NEW], [NEW, OLD], false],
    ['a change: in the middle', [NEW, OLD], [NEW, OLD], false],
    ['a change: step 4', [NEW, OLD], [NEW], false],
    ['a change without the step before it', [OLD], [NEW, OLD], true],
    ['a previous one that has nothing to do with it', [OLD, LOST], [NEW, LOST], true],
  ])('%s', async (_, own, theirs, doDiffer) => {
    expect(await differs(own)).toBe(false)
    await runOther(theirs)
    expect(await differs(own)).toBe(doDiffer)
    await forget()
    await runOther(own)
    expect(await differs(theirs)).toBe(doDiffer)
  })

  it('counts while it is alive only, and its row is deleted when it is gone', async () => {
    await runOther([NEW], 20)
    expect(await differs([OLD])).toBe(false)
    const id = await runOther([NEW])
    expect(await differs([OLD])).toBe(true)
    await execute('delete from platform_process where id = ?', [id])
    expect(await differs([OLD])).toBe(false)
    const rows = await execute(`select name from platform_state where name = ?`, [`sec-${id}`])
    expect(rows).toEqual([])
  })

  it('sees what this one shows, which is no secret', async () => {
    await differs([OLD, NEW])
    const [row] = await execute(`select value as name from platform_state where name like 'sec-%'`)
    expect(row?.name).toBe(`${fingerprintOfSecret(OLD)} ${fingerprintOfSecret(NEW)}`)
  })
})

it('SQLite has one process, which shows nothing', async () => {
  const platform = await startTestApp(databases.find(({ name }) => name === 'SQLite')!.url)
  expect(await exchangeFingerprints(platform.orm.em.fork(), 'mine')).toEqual([])
  const rows = await platform.orm.em.fork().execute(`select 1 from platform_state where name like 'sec-%'`)
  expect(rows).toEqual([])
  await platform.close()
})
