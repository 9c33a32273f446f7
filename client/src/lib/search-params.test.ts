import { expect, test } from 'vitest'
import { day, matching, oneOf, searchParams, text, uuid } from './search-params.ts'

const read = searchParams({
  word: text(5),
  order: oneOf(['newest', 'oldest']),
  user: uuid,
  since: day,
  path: matching(/^\/(?!\/)/),
})

const VALID = {
  word: 'héllo',
  order: 'oldest',
  user: '0192F3A4-5b6c-7d8e-9f00-112233445566',
  since: '2028-02-29',
  path: '/o',
}

test('valid parameters are read', () => {
  expect(read(VALID)).toEqual(VALID)
})

test.each([
  { word: '' },
  { word: 'longer' },
  { word: 5 },
  { order: 'random' },
  { order: 'toString' },
  { user: '0192F3A4' },
  { since: '2026-02-29' },
  { since: '2026-13-01' },
  { since: '26-01-01' },
  { since: 'today' },
  { path: '//evil.example' },
  { other: 'x' },
])('%j is ignored, and the others are read', (change) => {
  const name = Object.keys(change)[0]!
  const { [name]: _, ...rest } = VALID as Record<string, string>
  expect(read({ ...VALID, ...change })).toEqual(rest)
})
