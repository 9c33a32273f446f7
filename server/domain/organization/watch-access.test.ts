import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { StaffActor } from '../context.ts'
import { type AccessOptions, watchAccess } from './watch-access.ts'

const MEMBER: StaffActor = { kind: 'account', id: 'a', role: 'member' }

describe('access to an answer that takes long', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  const watch = (readActor: AccessOptions['readActor'], patience?: number) => {
    const access = watchAccess({ readActor, permission: 'read tickets', ...(patience && { patience }) })
    onTestFinished(access.stop)
    return access
  }

  it.each([
    [undefined, 4_000],
    [5, 12_000],
  ])('that cannot be checked ends with the patience: %s intervals', async (patience, milliseconds) => {
    const access = watch(() => new Promise(() => {}), patience)
    await vi.advanceTimersByTimeAsync(milliseconds - 1)
    expect(access.ended.aborted).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(access.ended.aborted).toBe(true)
    expect(access.failure?.code).toBe('service-unavailable')
  })

  it('goes on after an outage that is shorter than the patience, each time', async () => {
    const isAway = () => Date.now() % 60_000 < 9_000
    vi.setSystemTime(0)
    const access = watch(async () => {
      if (isAway()) throw new Error('away')
      return MEMBER
    }, 5)
    await vi.advanceTimersByTimeAsync(300_000)
    expect(access.ended.aborted).toBe(false)
  })

  it.each([undefined, { kind: 'access_token', id: 't', accountId: 'a', role: 'owner', scopes: [] } as const])(
    'ends when it is gone: %j',
    async (actor) => {
      let now: StaffActor | undefined = MEMBER
      const access = watch(async () => now)
      await vi.advanceTimersByTimeAsync(10_000)
      expect(access.ended.aborted).toBe(false)
      now = actor
      await vi.advanceTimersByTimeAsync(2_000)
      expect(access.ended.aborted).toBe(true)
      expect(access.failure).toBe(undefined)
    },
  )
})
