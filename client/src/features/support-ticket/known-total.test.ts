import { COUNT_CAP } from '#shared/limits.ts'
import { expect, it } from 'vitest'
import { knownTotal } from './known-total.ts'

const counts = { open: 5, in_progress: 0, closed: 3 }

it.each([
  [{ counts }, {}, 8],
  [{ counts: { ...counts, open: COUNT_CAP - 1 } }, {}, COUNT_CAP + 2],
  [{ counts: { ...counts, open: COUNT_CAP } }, {}, undefined],
  [{ counts, searchedTo: '2026-01-01T00:00:00.000Z' }, {}, undefined],
  [{ counts: { ...counts, open: 1_200 } }, { references: ['TK-0000-0000'] }, 1_203],
])('the total of %j is known as far as all were counted', (preview, chosen, expected) => {
  expect(knownTotal(preview, chosen)).toBe(expected)
})
