import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { watchSettings } from './watch-settings.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('tells of each setting that differs at once and every ten minutes, and once that it is over', () => {
  const said: [number, string, boolean][] = []
  const begun = performance.now()
  const note = watchSettings((setting, doDiffer) =>
    said.push([(performance.now() - begun) / 60_000, setting, doDiffer]),
  )
  for (let minute = 0; minute < 40; minute++) {
    note({
      APP_SECRET: minute >= 2 && minute < 25,
      APP_ORIGIN: false,
      BASE_DOMAIN: minute >= 7 && minute < 9,
      VALKEY_URL: minute >= 24,
    })
    vi.advanceTimersByTime(60_000)
  }
  expect(said).toEqual([
    [2, 'APP_SECRET', true],
    [7, 'BASE_DOMAIN', true],
    [9, 'BASE_DOMAIN', false],
    [12, 'APP_SECRET', true],
    [22, 'APP_SECRET', true],
    [24, 'VALKEY_URL', true],
    [25, 'APP_SECRET', false],
    [34, 'VALKEY_URL', true],
  ])
})
