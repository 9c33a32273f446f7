import { sqlite } from '#testkit/platform/databases.ts'
import { expect, it, onTestFinished } from 'vitest'
import { explainConnection } from './explain-connection.ts'
import { openDatabase } from './orm.ts'

it('says that the disk is full, in the words of SQLite and of the operating system', async () => {
  const { url, drop } = await sqlite.create('full')
  onTestFinished(drop)
  const orm = await openDatabase(url, [])
  await orm.em.execute('pragma max_page_count = 1')
  const error = await orm.em
    .execute('create table ballast (weight text)')
    .catch((failure: unknown) => failure)
  await orm.close(true)
  expect(explainConnection(error)).toBe('DATABASE_URL: the disk is full (SQLITE_13).')
  const refused = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
  expect(explainConnection(refused)).toBe('DATABASE_URL: the disk is full (ENOSPC).')
})
