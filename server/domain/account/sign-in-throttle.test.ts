import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { DomainError } from '../errors.ts'
import { SignInThrottle } from './sign-in-throttle.ts'

const ACCOUNT = 'ana@example.com'

let throttle: SignInThrottle
let network = 0
const attempt = (account = ACCOUNT) => throttle.attempt(account, `10.0.0.${++network}`)
/** Seconds to wait, or 0 when the attempt was let through. */
const waitOf = (attempted: Promise<void>) =>
  attempted.then(
    () => 0,
    (error: unknown) => (error instanceof DomainError ? error.retryAfterSeconds : error),
  )
const pass = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000)

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] })
  throttle = new SignInThrottle()
})
afterEach(() => void vi.useRealTimers())

it('lets five wrong passwords through, then doubles the wait up to a quarter of an hour', async () => {
  for (let count = 0; count < 5; count++) expect(await waitOf(attempt())).toBe(0)
  const waits = []
  for (let count = 0; count < 12; count++) {
    const wait = await waitOf(attempt())
    waits.push(wait)
    pass(Number(wait))
    expect(await waitOf(attempt())).toBe(0)
  }
  expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900])
})

it('does not make the wait longer for those who come too early', async () => {
  for (let count = 0; count < 7; count++) {
    pass(10)
    await attempt()
  }
  for (let count = 0; count < 20; count++) expect(await waitOf(attempt())).toBe(4)
  pass(4)
  expect(await waitOf(attempt())).toBe(0)
})

it('lets no more through when they come at the same time, and none of another account wait', async () => {
  const waits = await Promise.all(Array.from({ length: 40 }, () => waitOf(attempt())))
  expect(waits.filter((wait) => wait === 0)).toHaveLength(5)
  expect(await waitOf(attempt('bo@example.com'))).toBe(0)
})

it('starts again after the right password, and after a day', async () => {
  for (let count = 0; count < 5; count++) await attempt()
  await throttle.forgive(ACCOUNT, '10.0.0.1')
  for (let count = 0; count < 5; count++) expect(await waitOf(attempt())).toBe(0)
  pass(24 * 60 * 60)
  for (let count = 0; count < 5; count++) expect(await waitOf(attempt())).toBe(0)
})
