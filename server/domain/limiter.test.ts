import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { limiterStores } from '../test/limiter-stores.ts'
import type { Limiter } from './limiter.ts'

describe.each(limiterStores)('a limiter in $name', ({ start }) => {
  let store: Awaited<ReturnType<typeof start>>
  let limiter: Limiter
  beforeAll(async () => {
    store = await start()
  })
  afterAll(() => store.stop())
  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    await store.empty()
    limiter = store.makeLimiter('test', { points: 2, duration: 60 })
  })
  afterEach(() => void vi.useRealTimers())

  /** What is counted then, and the seconds that are left, as the refusal says them or the permission. */
  const take = async (key = 'ana', options = {}) => {
    const permit = (isRefused: boolean) => (counted: { consumedPoints: number; msBeforeNext: number }) => ({
      isRefused,
      count: counted.consumedPoints,
      seconds: Math.ceil(counted.msBeforeNext / 1_000),
    })
    return limiter.consume(key, 1, options).then(permit(false), permit(true))
  }

  it('refuses what is over the limit until the window is over, for each key', async () => {
    expect(await take()).toEqual({ isRefused: false, count: 1, seconds: 60 })
    await store.pass(20)
    expect(await take()).toEqual({ isRefused: false, count: 2, seconds: 40 })
    expect(await take()).toEqual({ isRefused: true, count: 3, seconds: 40 })
    expect(await take('bo')).toMatchObject({ isRefused: false })
    await store.pass(40)
    expect(await take()).toEqual({ isRefused: false, count: 1, seconds: 60 })
  })

  it('has a window of another length where one is named, and keeps that which has begun', async () => {
    expect(await take('ana', { customDuration: 7 })).toMatchObject({ seconds: 7 })
    expect(await take('ana', { customDuration: 900 })).toMatchObject({ seconds: 7 })
  })

  it('counts without refusing, gives back, and forgets', async () => {
    for (let count = 1; count <= 4; count++) expect((await limiter.penalty('ana')).consumedPoints).toBe(count)
    expect((await limiter.reward('ana')).consumedPoints).toBe(3)
    await store.pass(20)
    for (let times = 0; times < 2; times++) await limiter.delete('ana')
    expect(await take()).toEqual({ isRefused: false, count: 1, seconds: 60 })
  })

  it('gives nothing back that was not taken, so that the next window is no larger', async () => {
    await take()
    await store.pass(60)
    for (let count = 0; count < 3; count++) await limiter.reward('ana')
    expect(await take()).toEqual({ isRefused: false, count: 1, seconds: 60 })
  })

  it.each([-2 * 86_400, -30])(
    'says that no more is left than a window, where the clock moved by %d s',
    async (seconds) => {
      await take()
      await take('bo', { customDuration: 7 })
      await store.pass(seconds)
      for (const count of [2, 3]) {
        const { seconds: left, ...taken } = await take()
        expect(taken).toEqual({ isRefused: count > 2, count })
        expect(left).toBeLessThanOrEqual(60)
      }
      expect((await limiter.penalty('bo')).msBeforeNext).toBeLessThanOrEqual(60_000)
      expect((await limiter.reward('bo')).msBeforeNext).toBeLessThanOrEqual(60_000)
    },
  )
})
