import { newId } from '../db/column-types.ts'
import { changesOf, HELLO, opened, take } from '../test/change-streams.ts'
import { databases } from '../test/databases.ts'
import { TwoFeeds } from '../test/two-feeds.ts'
import { describe, expect, it } from 'vitest'
import { publishChange } from './publish-change.ts'

describe.each(databases)('R4.3 many changes in one change feed on $name', ({ url }) => {
  const feeds = TwoFeeds.on(url)
  const named = (round: number, count: number) =>
    Array.from({ length: count }, (_, index) => opened(`TK-${round}-${index}`))
  const publishAll = (changes: readonly ReturnType<typeof opened>[], organizationIds = [feeds.org]) =>
    feeds.orm.em.fork().transactional(async (em) => {
      for (const organizationId of organizationIds)
        for (const change of changes) await publishChange(em, organizationId, change)
    })

  it('tells each change of thousands within seconds', async () => {
    const stream = feeds.follow(feeds.feed)
    await take(stream, 1)
    for (let round = 0; round < 8; round++) {
      await publishAll(named(round, 800))
      expect(new Set(changesOf(await take(stream, 800)))).toEqual(new Set(named(round, 800)))
    }
  })

  it('tells each change of many organizations that have a few', async () => {
    const organizationIds = Array.from({ length: 60 }, newId)
    const streams = organizationIds.map((id) => feeds.follow(feeds.feed, undefined, id))
    for (const stream of streams) await take(stream, 1)
    for (let round = 0; round < 4; round++) {
      await publishAll(named(round, 25), organizationIds)
      for (const stream of streams)
        expect(new Set(changesOf(await take(stream, 25)))).toEqual(new Set(named(round, 25)))
    }
  })

  it.each([300, 1_500])('tells who comes nothing of the %d changes that were there before', async (count) => {
    await publishAll(named(0, count))
    const stream = feeds.follow(feeds.feed)
    expect(changesOf(await take(stream, 1))).toEqual([HELLO])
    await feeds.publish(opened('TK-NEW'))
    expect(changesOf(await take(stream, 1))).toEqual([opened('TK-NEW')])
  })

  it('asks for one refetch after a burst, and tells what comes after it', async () => {
    const stream = feeds.follow(feeds.feed)
    await take(stream, 1)
    await feeds.orm.em.fork().transactional(async (em) => {
      for (const change of named(0, 3_000)) await publishChange(em, feeds.org, change)
      // At one moment, so that one look finds all of them however slow this is.
      await feeds.moveBack('TK-0-', 0, em)
    })
    expect(changesOf(await take(stream, 1))).toEqual([HELLO])
    for (const reference of ['TK-A', 'TK-B', 'TK-C']) {
      await feeds.publish(opened(reference))
      expect(changesOf(await take(stream, 1))).toEqual([opened(reference)])
      // Beyond the next look of each second.
      await new Promise((resolve) => setTimeout(resolve, 1_100))
    }
  })

  // SQLite has one writer: nothing is written beside an open transaction.
  it.runIf(url.startsWith('mysql'))(
    'tells what takes seconds to be committed, while others write without a pause',
    async () => {
      const stream = feeds.follow(feeds.feed)
      await take(stream, 1)
      const { promise: isWritten, resolve: end } = Promise.withResolvers<void>()
      const slow = feeds.orm.em.fork().transactional(async (em) => {
        await publishChange(em, feeds.org, opened('TK-SLOW'))
        await isWritten
      })
      for (let count = 0; count < 60; count++) {
        await feeds.publish(opened(`TK-${count}`))
        expect(changesOf(await take(stream, 1))).toEqual([opened(`TK-${count}`)])
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
      end()
      await slow
      expect(changesOf(await take(stream, 1))).toEqual([opened('TK-SLOW')])
    },
  )
})
