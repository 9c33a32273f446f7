import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { entities } from '../domain/entities.ts'
import { databases, TEST_FOLDER } from '../test/databases.ts'
import { openTestDatabase } from '../test/harness.ts'
import { checkHealth } from './check-health.ts'
import { openDatabase } from './orm.ts'

describe('checkHealth', () => {
  it.each(databases)('finds nothing wrong with a migrated database on $name', async ({ url }) => {
    const orm = await openTestDatabase(url)
    expect(await checkHealth(orm)).toBeUndefined()
    await orm.close(true)
  })

  it('names a pending migration', async () => {
    const file = `${TEST_FOLDER}/unmigrated-${randomUUID()}.db`
    const orm = await openDatabase(`sqlite:${file}`, entities)
    expect(await checkHealth(orm)).toBe('migrations')
    await orm.close(true)
    await rm(file)
  })

  it('names a database that does not answer', async () => {
    // Nothing listens on port 1.
    const orm = await openDatabase('mysql://root@127.0.0.1:1/none', entities)
    expect(await checkHealth(orm)).toBe('database')
    await orm.close(true)
  })
})
