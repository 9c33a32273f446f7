import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { limiterStores } from '../../test/limiter-stores.ts'
import { DomainError } from '../errors.ts'
import { SignInThrottle } from './sign-in-throttle.ts'

const ACCOUNT = 'ana@example.com'

describe.each(limiterStores)('the throttle of sign-ins, counted in $name', ({ start }) => {
  let store: Awaited<ReturnType<typeof start>>
  let throttle: SignInThrottle
  let network = 0
  const HOME = '10.0.0.1'
  const attempt = (network = HOME, account = ACCOUNT) =>
    throttle.attempt({ account, network, isKnown: false })
  /** From a network that nobody has asked from. */
  const attemptElsewhere = () => attempt(`10.1.${++network}.1`)
  /** Seconds to wait, or 0 when the attempt was let through. */
  const waitOf = (attempted: Promise<void>) =>
    attempted.then(
      () => 0,
      (error: unknown) => (error instanceof DomainError ? error.retryAfterSeconds : error),
    )

  beforeAll(async () => {
    store = await start()
  })
  afterAll(() => store.stop())
  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    await store.empty()
    throttle = new SignInThrottle(20, store.makeLimiter)
  })
  afterEach(() => void vi.useRealTimers())

  it('lets five wrong passwords through, then doubles the wait up to a quarter of an hour', async () => {
    for (let count = 0; count < 5; count++) expect(await waitOf(attempt())).toBe(0)
    const waits = []
    for (let count = 0; count < 12; count++) {
      const wait = await waitOf(attempt())
      waits.push(wait)
      await store.pass(Number(wait))
      expect(await waitOf(attempt())).toBe(0)
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900])
  })

  it('does not make the wait longer for those who come too early', async () => {
    for (let count = 0; count < 7; count++) {
      await store.pass(10)
      await attempt()
    }
    for (let count = 0; count < 20; count++) expect(await waitOf(attempt())).toBe(4)
    await store.pass(4)
    expect(await waitOf(attempt())).toBe(0)
  })

  it('lets no more through when they come at the same time, and none of another account wait', async () => {
    const waits = await Promise.all(Array.from({ length: 40 }, () => waitOf(attempt())))
    expect(waits.filter((wait) => wait === 0)).toHaveLength(5)
    expect(await waitOf(attempt('10.0.0.2', 'bo@example.com'))).toBe(0)
  })

  it('starts again after the right password, and after a day', async () => {
    for (let count = 0; count < 5; count++) await attempt()
    await throttle.forgive({ account: ACCOUNT, network: HOME, isKnown: false })
    for (let count = 0; count < 5; count++) expect(await waitOf(attempt())).toBe(0)
    await store.pass(24 * 60 * 60)
    for (let count = 0; count < 5; count++) expect(await waitOf(attempt())).toBe(0)
  })

  it('makes nobody wait for what others guess from one network, as long as they like', async () => {
    for (let count = 0; count < 500; count++) {
      await waitOf(attempt('10.9.9.9'))
      await store.pass(20)
    }
    expect(await waitOf(attempt(HOME))).toBe(0)
  })

  it('bounds the guesses of all networks together at 30 in a quarter of an hour', async () => {
    const guessed = async () => {
      const waits = await Promise.all(Array.from({ length: 200 }, () => waitOf(attemptElsewhere())))
      return waits.filter((wait) => wait === 0).length
    }
    expect(await guessed()).toBe(30)
    expect(await guessed()).toBe(0)
    expect(await waitOf(attempt())).toBeLessThanOrEqual(15 * 60)
    await store.pass(15 * 60)
    expect(await guessed()).toBe(30)
  })

  it('does not count against all networks what one of them was refused', async () => {
    for (let count = 0; count < 50; count++) await waitOf(attempt('10.9.9.9'))
    for (let count = 0; count < 25; count++) expect(await waitOf(attemptElsewhere())).toBe(0)
    expect(await waitOf(attemptElsewhere())).not.toBe(0)
  })

  it.each([
    ['a network that is known', { account: ACCOUNT, network: HOME, isKnown: true }],
    ['a device that is known', { account: ACCOUNT, device: 'd' }],
  ])('has a lane of its own for %s, with the same waits', async (_what, lane) => {
    for (let count = 0; count < 100; count++) await waitOf(attemptElsewhere())
    for (let count = 0; count < 5; count++) expect(await waitOf(throttle.attempt(lane))).toBe(0)
    expect(await waitOf(throttle.attempt(lane))).toBe(1)
    await throttle.forgive(lane)
    expect(await waitOf(throttle.attempt(lane))).toBe(0)
    expect(await waitOf(attemptElsewhere())).not.toBe(0)
  })

  it('counts what one network asks of any account, but not what a known device asks', async () => {
    for (let count = 0; count < 50; count++)
      expect(await waitOf(attempt(HOME, `${count}@example.com`))).toBe(0)
    expect(await waitOf(attempt())).not.toBe(0)
    expect(await waitOf(throttle.attempt({ account: ACCOUNT, device: 'd' }))).toBe(0)
  })
})
