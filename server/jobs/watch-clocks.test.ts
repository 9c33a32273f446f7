import { expect, it } from 'vitest'
import { watchClocks } from './watch-clocks.ts'

it('tells once that clocks differ by more than five seconds, and once that they agree again', () => {
  const told: [boolean, number][] = []
  const note = watchClocks((...change) => told.push(change))
  for (const seconds of [0, 5, -5, -5.1, -4.9, -60, 5.1, 2.6, 2.5, 5, 6]) note(seconds)
  expect(told).toEqual([
    [true, -5.1],
    [false, 2.5],
    [true, 6],
  ])
})
