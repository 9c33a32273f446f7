import type { EntityManager } from '@mikro-orm/sql'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../db/column-types.ts'
import { isSqlite } from '../db/database-url.ts'
import type { Orm } from '../db/orm.ts'
import { databases } from '../test/databases.ts'
import { openTestDatabase } from '../test/harness.ts'
import { asPlatform } from '../test/watch-statements.ts'
import { deleteOldChanges, KEPT_SECONDS } from './change-event.repository.ts'
import { readDatabaseTime } from './database-time.repository.ts'

/** More than one round deletes. */
const OLD = 1_500
const KEPT = 3

describe.each(databases)('changes that are kept no longer on $name', ({ url }) => {
  let orm: Orm
  let organizationId: string
  /** Somebody else, in a transaction. */
  let other: EntityManager
  /** When each was written, the oldest first. */
  let times: Date[]
  beforeEach(async () => {
    orm = await openTestDatabase(url)
    organizationId = newId()
    other = orm.em.fork()
    const end = (await readDatabaseTime(orm.em)).getTime() - KEPT_SECONDS * 1_000
    const old = Array.from({ length: OLD }, (_, index) => new Date(end - OLD + index))
    times = [...old, ...Array.from({ length: KEPT }, (_, index) => new Date(end + 600_000 + index))]
    const values = times.map((at) => [organizationId, at, newId(), '{"type":"servers-changed"}'])
    const places = values.map(() => '(?)').join(', ')
    await orm.em.execute(
      `insert into change_event (organization_id, at, id, message) values ${places}`,
      values,
    )
  })
  afterEach(async () => {
    if (other.isInTransaction()) await other.rollback()
    await orm.em.execute('delete from change_event where organization_id = ?', [organizationId])
    await orm.close(true)
  })

  const left = async () => {
    const sql = 'select count(*) as count from change_event where organization_id = ?'
    const [row] = await orm.em.execute<{ count: number }[]>(sql, [organizationId])
    return row!.count
  }
  const deleteOld = () => asPlatform(() => deleteOldChanges(orm.em.fork()))
  const lock = async (place: number) => {
    await other.begin()
    const sql = 'select id from change_event where organization_id = ? and at = ? for update'
    await other.execute(sql, [organizationId, times[place]])
  }

  it('are deleted, and no others', async () => {
    await deleteOld()
    expect(await left()).toBe(KEPT)
  })

  // SQLite has one writer.
  it.skipIf(isSqlite(url))('are deleted, and no others are locked', async () => {
    // MariaDB also locks the one that comes next.
    await lock(OLD + 1)
    await deleteOld()
    expect(await left()).toBe(KEPT)
  })

  it.skipIf(isSqlite(url))('are locked only by the statement that deletes them', async () => {
    await lock(OLD - 1)
    await expect(deleteOld()).rejects.toThrow('Lock wait timeout exceeded')
    expect(await left()).toBe(OLD - 1_000 + KEPT)
  })
})
