import { describe, expect, it } from 'vitest'
import { ChangeFeed } from './change-feed.ts'

const opened = (reference: string) => ({ type: 'ticket-opened', reference }) as const

async function take(feed: AsyncGenerator<[string, unknown]>, count: number) {
  const taken: [string, unknown][] = []
  while (taken.length < count) {
    const next = await feed.next()
    if (next.done) break
    taken.push(next.value)
  }
  return taken
}

describe('R4.3 the change feed', () => {
  it('greets first, then tells what happens in this organization and in no other', async () => {
    const feed = new ChangeFeed()
    const stop = new AbortController()
    const mine = feed.follow('mine', undefined, stop.signal)
    const [hello] = await take(mine, 1)
    expect(hello![1]).toEqual({ type: 'hello', resumed: false })
    feed.publish('theirs', opened('TK-THEIRS'))
    feed.publish('mine', opened('TK-MINE'))
    expect((await take(mine, 1))[0]![1]).toEqual(opened('TK-MINE'))
    stop.abort()
  })

  it('loses nothing to a reconnect, not even before the first change', async () => {
    const feed = new ChangeFeed()
    const first = new AbortController()
    const [hello] = await take(feed.follow('org', undefined, first.signal), 1)
    first.abort()
    feed.publish('org', opened('TK-1'))
    feed.publish('org', opened('TK-2'))

    const again = new AbortController()
    const resumed = await take(feed.follow('org', hello![0], again.signal), 3)
    expect(resumed.map(([, change]) => change)).toEqual([
      { type: 'hello', resumed: true },
      opened('TK-1'),
      opened('TK-2'),
    ])
    again.abort()

    // Cut off after the greeting, before the replay was read: its id must not skip what was missed.
    const third = new AbortController()
    const replay = await take(feed.follow('org', resumed[0]![0], third.signal), 3)
    expect(replay.map(([, change]) => change).slice(1)).toEqual([opened('TK-1'), opened('TK-2')])
    third.abort()
  })

  it.each(['nonsense', 'other-process.3', ''])(
    'asks for a refetch when it cannot replay from %j',
    async (id) => {
      const stop = new AbortController()
      const [hello] = await take(new ChangeFeed().follow('org', id, stop.signal), 1)
      expect(hello![1]).toEqual({ type: 'hello', resumed: false })
      stop.abort()
    },
  )

  it('asks for a refetch after more changes than it remembers', async () => {
    const feed = new ChangeFeed()
    const stop = new AbortController()
    const [hello] = await take(feed.follow('org', undefined, stop.signal), 1)
    for (let index = 0; index < 201; index++) feed.publish('org', opened(`TK-${index}`))
    const [again] = await take(feed.follow('org', hello![0], stop.signal), 1)
    expect(again![1]).toEqual({ type: 'hello', resumed: false })
    stop.abort()
  })

  it('ends quietly when the client leaves, also when a change arrives at that very moment', async () => {
    const feed = new ChangeFeed()
    const stop = new AbortController()
    const stream = feed.follow('org', undefined, stop.signal)
    await take(stream, 1)
    const waiting = stream.next()
    stop.abort()
    feed.publish('org', opened('TK-LATE'))
    expect((await waiting).done).toBe(true)
  })
})
