import { changesOf, HELLO, RESUMED, take } from '../test/change-streams.ts'
import { databases } from '../test/databases.ts'
import { TwoFeeds } from '../test/two-feeds.ts'
import { describe, expect, it } from 'vitest'
import { readDatabaseTime } from './database-time.repository.ts'
import { ChangeFeed } from './change-feed.ts'

describe.each(databases)('who comes back to the change feed on $name', ({ url }) => {
  const feeds = TwoFeeds.on(url)

  it('lets a client that was connected all the time resume, also where nothing changes for long', async () => {
    const em = feeds.orm.em.fork()
    const now = (await readDatabaseTime(em)).getTime()
    // As of a client that was greeted 14 minutes ago, and heard of nothing since.
    const [again] = await take(feeds.follow(feeds.feed, `${now - 840_000}.${now - 850_000}.0`), 1)
    expect(again![1]).toEqual(RESUMED)
    // It is connected for some minutes, and comes back.
    const [at, until] = again![0].split('.').map(Number) as [number, number]
    expect(Math.min(at, until)).toBeGreaterThan(now - 60_000)
  })

  it('counts little for many who come back at the same time', async () => {
    let counts = 0
    const own = new ChangeFeed(() => {
      const em = feeds.orm.em.fork()
      const execute: typeof em.execute = em.execute.bind(em)
      em.execute = async (sql: string, ...rest: never[]) => {
        if (sql.includes('counted_before')) counts++
        return execute(sql, ...rest)
      }
      return em
    })
    const [hello] = await take(feeds.follow(feeds.feed), 1)
    await take(feeds.follow(own), 1)
    counts = 0
    for (let stream = 0; stream < 40; stream++)
      expect(changesOf(await take(feeds.follow(own, hello![0]), 1))).toEqual([RESUMED])
    own.stop()
    // One for all, and one each five seconds.
    expect(counts).toBeLessThan(10)
  })

  it('tells each of those who come back with the same id what was committed late meanwhile', async () => {
    const [hello] = await take(feeds.follow(feeds.feed), 1)
    const mine = feeds.follow(feeds.other)
    await take(mine, 1)
    expect(changesOf(await take(feeds.follow(feeds.other, hello![0]), 1))).toEqual([RESUMED])
    await feeds.writeLate('TK-STALLED', 60_000)
    expect(changesOf(await take(feeds.follow(feeds.other, hello![0]), 2))).toContainEqual(HELLO)
    // It was noticed by now.
    await take(mine, 1)
    expect(changesOf(await take(feeds.follow(feeds.other, hello![0]), 1))).toEqual([HELLO])
  })

  it('tells all to fetch anew when changes are gone, because the database was restored', async () => {
    await feeds.writeLate('TK-GONE', 60_000)
    const mine = feeds.follow(feeds.feed)
    const [hello] = await take(mine, 1)
    const em = feeds.orm.em.fork()
    await em.execute('delete from change_event where organization_id = ?', [feeds.org])
    expect(changesOf(await take(feeds.follow(feeds.other, hello![0]), 1))).toEqual([HELLO])
    expect(changesOf(await take(mine, 1))).toEqual([HELLO])
  })
})
