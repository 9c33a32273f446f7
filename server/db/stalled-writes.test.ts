import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { StalledWrites } from './stalled-writes.ts'

let stalled: StalledWrites
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] })
  stalled = new StalledWrites()
})
afterEach(() => void vi.useRealTimers())

/** At which seconds one is admitted, where `after` is what becomes of each. */
function admittedWithin(seconds: number, after: () => void): number[] {
  const times: number[] = []
  for (let second = 1; second <= seconds; second++) {
    vi.advanceTimersByTime(1_000)
    if (!stalled.admits()) continue
    times.push(second)
    after()
  }
  return times
}
const fall = () => {
  for (let count = 0; count < 3; count++) stalled.noteSilence()
}

it('admits all until three in a row had no answer', () => {
  for (let count = 0; count < 9; count++) {
    stalled.noteSilence()
    stalled.noteSilence()
    stalled.noteStored()
    expect(stalled.admits()).toBe(true)
  }
  fall()
  expect(stalled.admits()).toBe(false)
})

it('tries ever more rarely while nothing is answered', () => {
  fall()
  expect(admittedWithin(180, () => stalled.noteSilence())).toEqual([1, 7, 22, 52, 112, 172])
})

it('admits all as soon as one is committed', () => {
  fall()
  expect(admittedWithin(5, () => stalled.noteStored())).toEqual([1, 2, 3, 4, 5])
})

it('tries another one soon where one was answered and not committed', () => {
  fall()
  expect(admittedWithin(4, () => stalled.noteUndone())).toEqual([1, 2, 3, 4])
})
