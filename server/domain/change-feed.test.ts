import type { EntityManager } from '@mikro-orm/sql'
import { newId } from '../db/column-types.ts'
import { newWork, runWork } from '../db/work.ts'
import { changesOf, HELLO, opened, RESUMED, take } from '../test/change-streams.ts'
import { databases } from '../test/databases.ts'
import { TwoFeeds } from '../test/two-feeds.ts'
import { describe, expect, it, vi } from 'vitest'
import { runStatement } from '../db/statement.ts'
import { deleteOldChanges } from './change-event.repository.ts'
import { readDatabaseTime } from './database-time.repository.ts'
import { publishChange, publishChangeSql } from './publish-change.ts'
import { ChangeFeed } from './change-feed.ts'
import { wakeFollowers } from './wake-followers.ts'

describe.each(databases)('R4.3 the change feed on $name', ({ url }) => {
  const feeds = TwoFeeds.on(url)

  it('greets first, then tells what happens in this organization and in no other', async () => {
    const mine = feeds.follow(feeds.feed)
    const [hello] = await take(mine, 1)
    expect(hello![1]).toEqual(HELLO)
    await feeds.publish(opened('TK-THEIRS'), newId())
    await feeds.publish(opened('TK-MINE'))
    expect(changesOf(await take(mine, 1))).toEqual([opened('TK-MINE')])
  })

  it('tells a change once it is committed, whatever was committed before it, and nothing that was rolled back', async () => {
    const mine = feeds.follow(feeds.feed)
    await take(mine, 1)
    const next = take(mine, 2)
    await feeds.orm.em.fork().transactional(async (em) => {
      await publishChange(em, feeds.org, opened('TK-FIRST'))
      if (url.startsWith('mysql')) await feeds.publish(opened('TK-SECOND'))
      await new Promise((resolve) => setTimeout(resolve, 400))
    })
    if (!url.startsWith('mysql')) await feeds.publish(opened('TK-SECOND'))
    const failing = feeds.orm.em.fork().transactional(async (em) => {
      await publishChange(em, feeds.org, opened('TK-NEVER'))
      throw new Error('rolled back')
    })
    await expect(failing).rejects.toThrow('rolled back')
    expect(new Set(changesOf(await next))).toEqual(new Set([opened('TK-FIRST'), opened('TK-SECOND')]))
    await feeds.publish(opened('TK-LAST'))
    expect(changesOf(await take(mine, 1))).toEqual([opened('TK-LAST')])
  })

  it('loses nothing to a reconnect to another process, not even before the first change', async () => {
    const [hello] = await take(feeds.follow(feeds.feed), 1)
    await feeds.publish(opened('TK-1'))
    await feeds.publish(opened('TK-2'))
    const resumed = await take(feeds.follow(feeds.other, hello![0]), 3)
    expect(changesOf(resumed)).toEqual([RESUMED, opened('TK-1'), opened('TK-2')])

    // Cut off after the greeting, before the replay was read: its id must not skip what was missed.
    const replay = await take(feeds.follow(feeds.feed, resumed[0]![0]), 3)
    expect(changesOf(replay).slice(1)).toEqual([opened('TK-1'), opened('TK-2')])

    // What was told last is told again, because a change before it may have come later.
    await feeds.publish(opened('TK-3'))
    const last = await take(feeds.follow(feeds.other, resumed[2]![0]), 4)
    expect(changesOf(last)).toEqual([RESUMED, opened('TK-1'), opened('TK-2'), opened('TK-3')])
  })

  it.each(['nonsense', 'other-process.3', '', '0.x', '9999999999999.', '1764000000000.'])(
    'asks for a refetch when it cannot replay from %j',
    async (id) => {
      const [hello] = await take(feeds.follow(feeds.feed, id), 1)
      expect(hello![1]).toEqual(HELLO)
    },
  )

  it('asks for a refetch after more changes than it replays', async () => {
    const [hello] = await take(feeds.follow(feeds.feed), 1)
    await feeds.orm.em.fork().transactional(async (em) => {
      for (let index = 0; index < 201; index++) await publishChange(em, feeds.org, opened(`TK-${index}`))
    })
    const [again] = await take(feeds.follow(feeds.other, hello![0]), 1)
    expect(again![1]).toEqual(HELLO)
  })

  it('tells nobody to fetch all anew because of what others change', async () => {
    const [busy, other] = [newId(), newId()]
    const [ofBusy, ofOther] = [
      feeds.follow(feeds.feed, undefined, busy),
      feeds.follow(feeds.feed, undefined, other),
    ]
    for (const stream of [ofBusy, ofOther]) await take(stream, 1)
    await feeds.orm.em.fork().transactional(async (em) => {
      for (let index = 0; index < 5_000; index++) await publishChange(em, busy, opened(`TK-${index}`))
    })
    expect(changesOf(await take(ofBusy, 1))).toEqual([HELLO])
    await feeds.publish(opened('TK-OTHER'), other)
    expect(changesOf(await take(ofOther, 1))).toEqual([opened('TK-OTHER')])
  })

  it('gives a client no id that it made up', async () => {
    const now = await readDatabaseTime(feeds.orm.em.fork())
    const position = `${now.getTime()}.${now.getTime() - 10_000}.0`
    for (const [id, hello] of [
      [`${position}\ndata: made up`, HELLO],
      [`0${position}`, HELLO],
      [position, RESUMED],
    ] as const) {
      const [greeting] = await take(feeds.follow(feeds.feed, id), 1)
      expect(greeting).toEqual([expect.stringMatching(/^\d{13}\.\d{13}\.0$/), hello])
    }
  })

  it('asks a follower that takes nothing for a refetch, and keeps no more than a thousand changes for it', async () => {
    const slow = feeds.follow(feeds.feed)
    const quick = feeds.follow(feeds.feed)
    for (const stream of [slow, quick]) await take(stream, 1)
    for (let round = 0; round < 3; round++) {
      await feeds.orm.em.fork().transactional(async (em) => {
        for (let index = 0; index < 400; index++) await publishChange(em, feeds.org, opened(`TK-${index}`))
      })
      expect(changesOf(await take(quick, 400))).not.toContainEqual(HELLO)
    }
    expect(changesOf(await take(slow, 1))).toEqual([HELLO])
  })

  it('tells two followers of one organization the same, once', async () => {
    const pair = [feeds.follow(feeds.feed), feeds.follow(feeds.feed)]
    for (const stream of pair) await take(stream, 1)
    await feeds.publish(opened('TK-A'))
    await feeds.publish(opened('TK-B'))
    for (const stream of pair)
      expect(changesOf(await take(stream, 2))).toEqual([opened('TK-A'), opened('TK-B')])
  })

  it('tells what is committed long after its time, by a refetch', async () => {
    const mine = feeds.follow(feeds.feed)
    await take(mine, 1)
    await feeds.publish(opened('TK-IN-TIME'))
    expect(changesOf(await take(mine, 1))).toEqual([opened('TK-IN-TIME')])
    await feeds.writeLate('TK-STALLED', 60_000)
    expect(changesOf(await take(mine, 1))).toEqual([HELLO])
    await feeds.publish(opened('TK-AFTER'))
    expect(changesOf(await take(mine, 1))).toEqual([opened('TK-AFTER')])
  })

  it('tells who comes back to a process where nobody followed what was committed long after its time', async () => {
    const [hello] = await take(feeds.follow(feeds.feed), 1)
    await feeds.publish(opened('TK-LAST'))
    await feeds.writeLate('TK-STALLED', 60_000)
    const [again] = await take(feeds.follow(feeds.other, hello![0]), 1)
    expect(again![1]).toEqual(HELLO)
    // They have fetched all anew by then.
    const [third] = await take(feeds.follow(feeds.other, again![0]), 1)
    expect(third![1]).toEqual(RESUMED)
  })

  it('tells what is committed long after its time when somebody has just begun to follow', async () => {
    const mine = feeds.follow(feeds.other)
    await take(mine, 1)
    await feeds.writeLate('TK-STALLED', 60_000)
    expect(changesOf(await take(mine, 1))).toEqual([HELLO])
  })

  it('tells what it could not read at first, after the database was away', async () => {
    let fails = (_sql: string): boolean => false
    const own = new ChangeFeed(() => {
      const em = feeds.orm.em.fork()
      const execute: typeof em.execute = em.execute.bind(em)
      em.execute = async (sql: string, ...rest: never[]) => {
        if (fails(sql)) throw new Error('away')
        return execute(sql, ...rest)
      }
      return em
    })
    const mine = feeds.follow(own)
    await take(mine, 1)
    await feeds.publish(opened('TK-BEFORE'))
    await take(mine, 1)
    fails = () => true
    await feeds.writeLate('TK-UNREAD', 8_000)
    // Until it is time to count again.
    await new Promise((resolve) => setTimeout(resolve, 6_000))
    fails = (sql) => {
      if (!/from change_event .* order by/.test(sql)) return false
      fails = () => false
      return true
    }
    expect(changesOf(await take(mine, 1))).toEqual([opened('TK-UNREAD')])
    own.stop()
  })

  // SQLite has one writer, whose place is the platform's.
  it.runIf(url.startsWith('mysql'))(
    'looks with a connection of the platform’s own, whoever has followed first',
    async () => {
      const [stalled, other] = [newId(), newId()]
      const gate = Promise.withResolvers<void>()
      const run = (em: EntityManager) => em.execute('select 1').then(() => gate.promise)
      const own = new ChangeFeed(() => feeds.orm.em.fork())
      const asTenant = <T>(work: () => T) => runWork({ ...newWork('trpc'), tenant: stalled }, work)
      await asTenant(() => take(feeds.follow(own, undefined, stalled), 1))
      const theirs = feeds.follow(own, undefined, other)
      await take(theirs, 1)
      // All connections that one tenant gets.
      const holding = asTenant(() =>
        Promise.allSettled(Array.from({ length: 30 }, () => feeds.orm.em.fork().transactional(run))),
      )
      const hasPlace = () =>
        asTenant(() => feeds.orm.em.fork().execute('select 1')).then(
          () => true,
          () => false,
        )
      while (await hasPlace());
      const write = (reference: string) =>
        runStatement(feeds.orm.em.fork(), publishChangeSql(feeds.orm.em, other, opened(reference)))
      try {
        await write('TK-SEEN')
        expect(changesOf(await take(theirs, 1))).toEqual([opened('TK-SEEN')])
        await write('TK-WOKEN')
        asTenant(() => wakeFollowers(other))
        expect(changesOf(await take(theirs, 1))).toEqual([opened('TK-WOKEN')])
      } finally {
        gate.resolve()
        await holding
        own.stop()
      }
    },
  )

  it('keeps what is young by the clock of the database, and deletes what is old', async () => {
    const em = feeds.orm.em.fork()
    await feeds.publish(opened('TK-YOUNG'))
    await feeds.publish(opened('TK-OLD'))
    await feeds.moveBack('TK-OLD', 3_600_000)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 })
    await deleteOldChanges(em).finally(() => vi.useRealTimers())
    const left = await em.execute<{ message: string }[]>(
      'select message from change_event where organization_id = ?',
      [feeds.org],
    )
    expect(left.map(({ message }) => JSON.parse(message))).toEqual([opened('TK-YOUNG')])
  })

  it('ends quietly when the client leaves, also when a change arrives at that very moment', async () => {
    const stop = new AbortController()
    const stream = feeds.feed.follow(feeds.org, undefined, stop.signal)
    await take(stream, 1)
    const waiting = stream.next()
    stop.abort()
    await feeds.publish(opened('TK-LATE'))
    expect((await waiting).done).toBe(true)
  })

  it('ends when the client leaves while a change is told to it', async () => {
    const stop = new AbortController()
    const stream = feeds.feed.follow(feeds.org, undefined, stop.signal)
    await take(stream, 1)
    await feeds.publish(opened('TK-TOLD'))
    await take(stream, 1)
    stop.abort()
    expect((await stream.next()).done).toBe(true)
  })
})
