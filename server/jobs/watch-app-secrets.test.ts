import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { watchAppSecrets } from './watch-app-secrets.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('tells that secrets differ at once and every ten minutes, and once that it is over', () => {
  const said: [number, boolean][] = []
  const begun = performance.now()
  const note = watchAppSecrets((doDiffer) => said.push([(performance.now() - begun) / 60_000, doDiffer]))
  for (let minute = 0; minute < 40; minute++) {
    note(minute >= 2 && minute < 25)
    vi.advanceTimersByTime(60_000)
  }
  expect(said).toEqual([
    [2, true],
    [12, true],
    [22, true],
    [25, false],
  ])
})
