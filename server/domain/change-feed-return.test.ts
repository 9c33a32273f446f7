import type { EntityManager } from '@mikro-orm/sql'
import { newId } from '../db/column-types.ts'
import type { Orm } from '../db/orm.ts'
import { runStatement } from '../db/statement.ts'
import { changesOf, HELLO, opened, RESUMED, type Stream, take } from '../test/change-streams.ts'
import { databases } from '../test/databases.ts'
import { openTestDatabase } from '../test/harness.ts'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { publishChangeSql, readDatabaseTime } from './change-event.repository.ts'
import { ChangeFeed } from './change-feed.ts'

describe.each(databases)('who comes back to the change feed on $name', ({ url }) => {
  let orm: Orm
  let feed: ChangeFeed
  /** Of another process, which shares nothing but the database. */
  let other: ChangeFeed
  let org: string
  const stops: AbortController[] = []
  beforeAll(async () => {
    orm = await openTestDatabase(url)
    feed = new ChangeFeed(() => orm.em.fork())
    other = new ChangeFeed(() => orm.em.fork())
  })
  beforeEach(() => {
    org = newId()
  })
  afterEach(() => {
    for (const stop of stops.splice(0)) stop.abort()
  })
  afterAll(async () => {
    feed.stop()
    other.stop()
    await orm.close(true)
  })

  /** As a commit that comes so many milliseconds after its change. */
  const writeLate = (reference: string, milliseconds: number) =>
    orm.em.fork().transactional(async (em: EntityManager) => {
      await runStatement(em, publishChangeSql(em, org, opened(reference)))
      await em.execute('update change_event set at = ? where organization_id = ? and message like ?', [
        new Date(Date.now() - milliseconds),
        org,
        `%${reference}%`,
      ])
    })
  const follow = (from: ChangeFeed, lastEventId?: string): Stream => {
    const stop = new AbortController()
    stops.push(stop)
    return from.follow(org, lastEventId, stop.signal)
  }

  it('lets a client that was connected all the time resume, also where nothing changes for long', async () => {
    const em = orm.em.fork()
    const now = (await readDatabaseTime(em)).getTime()
    // As of a client that was greeted 14 minutes ago, and heard of nothing since.
    const [again] = await take(follow(feed, `${now - 840_000}.${now - 850_000}.0`), 1)
    expect(again![1]).toEqual(RESUMED)
    // It is connected for some minutes, and comes back.
    const [at, until] = again![0].split('.').map(Number) as [number, number]
    expect(Math.min(at, until)).toBeGreaterThan(now - 60_000)
  })

  it('counts little for many who come back at the same time', async () => {
    let counts = 0
    const own = new ChangeFeed(() => {
      const em = orm.em.fork()
      const execute: typeof em.execute = em.execute.bind(em)
      em.execute = async (sql: string, ...rest: never[]) => {
        if (sql.includes('counted_before')) counts++
        return execute(sql, ...rest)
      }
      return em
    })
    const [hello] = await take(follow(feed), 1)
    await take(follow(own), 1)
    counts = 0
    for (let stream = 0; stream < 40; stream++)
      expect(changesOf(await take(follow(own, hello![0]), 1))).toEqual([RESUMED])
    own.stop()
    // One for all, and one each five seconds.
    expect(counts).toBeLessThan(10)
  })

  it('tells each of those who come back with the same id what was committed late meanwhile', async () => {
    const [hello] = await take(follow(feed), 1)
    const mine = follow(other)
    await take(mine, 1)
    expect(changesOf(await take(follow(other, hello![0]), 1))).toEqual([RESUMED])
    await writeLate('TK-STALLED', 60_000)
    expect(changesOf(await take(follow(other, hello![0]), 2))).toContainEqual(HELLO)
    // It was noticed by now.
    await take(mine, 1)
    expect(changesOf(await take(follow(other, hello![0]), 1))).toEqual([HELLO])
  })
})
