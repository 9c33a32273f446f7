import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { callSparingly } from './call-sparingly.ts'

describe('calls for a key', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'Date'], now: 0 }))
  afterEach(() => void vi.useRealTimers())

  const start = () => {
    const calls: [key: string, at: number][] = []
    return { calls, ...callSparingly((key) => calls.push([key, Date.now()]), 100) }
  }

  it('come at once, and then once in a while, the last one after the last who asked', () => {
    const { calls, ask } = start()
    ask('a')
    ask('b')
    for (let count = 0; count < 25; count++) {
      ask('a')
      vi.advanceTimersByTime(10)
    }
    vi.advanceTimersByTime(1_000)
    expect(calls).toEqual([
      ['a', 0],
      ['b', 0],
      ['a', 100],
      ['a', 200],
      ['a', 300],
    ])
    expect(vi.getTimerCount()).toBe(0)
    ask('a')
    expect(calls.at(-1)).toEqual(['a', 1_250])
  })

  it('that wait come at once when they are asked for, and once', () => {
    const { calls, ask, flush } = start()
    for (const key of ['a', 'a', 'b']) ask(key)
    vi.advanceTimersByTime(10)
    flush()
    vi.advanceTimersByTime(1_000)
    expect(calls).toEqual([
      ['a', 0],
      ['b', 0],
      ['a', 10],
    ])
  })
})
