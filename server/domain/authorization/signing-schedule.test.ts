import { expect, it } from 'vitest'
import { publishedKeys } from './signing-schedule.ts'

const at = (minutes: number) => new Date(Date.UTC(2026, 0, 1) + minutes * 60_000)
const key = (name: string, minutes: number) => ({ name, createdAt: at(minutes) })
const shown = (keys: ReturnType<typeof key>[], minutes: number) =>
  publishedKeys(
    keys.filter(({ createdAt }) => createdAt <= at(minutes)),
    at(minutes),
  ).map(({ name }) => name)

it('the first key signs from the start', () => {
  expect(shown([key('a', 0)], 0)).toEqual(['a'])
  expect(shown([], 0)).toEqual([])
})

it('a new key is published a quarter of an hour before it signs, and the old one long after it signed last', () => {
  const keys = [key('a', 0), key('b', 100)]
  expect(shown(keys, 100)).toEqual(['a', 'b'])
  expect(shown(keys, 114)).toEqual(['a', 'b'])
  expect(shown(keys, 115)).toEqual(['b', 'a'])
  expect(shown(keys, 189)).toEqual(['b', 'a'])
  expect(shown(keys, 190)).toEqual(['b'])
})

it('several rotations in a row change the signing key in their order', () => {
  const keys = [key('a', 0), key('b', 100), key('c', 105), key('d', 300)]
  expect(shown(keys, 105)).toEqual(['a', 'b', 'c'])
  expect(shown(keys, 116)).toEqual(['b', 'a', 'c'])
  expect(shown(keys, 120)).toEqual(['c', 'a', 'b'])
  expect(shown(keys, 300)).toEqual(['c', 'd'])
  expect(shown(keys, 315)).toEqual(['d', 'c'])
})

it('two processes that made the first key at once both have theirs published', () => {
  const keys = [key('a', 0), key('b', 0)]
  expect(shown(keys, 0)).toEqual(['a', 'b'])
  expect(shown(keys, 15)).toEqual(['b', 'a'])
})
