import { expect, test } from 'vitest'
import { formatQueueCount } from './format-queue-count.ts'

const counts = { open: 2, in_progress: 1, closed: 0 }

test('a count of all tickets is exact, and a count of a part of them says so', () => {
  expect(formatQueueCount({ counts }, 'unresolved')).toBe('3')
  expect(formatQueueCount({ counts, searchedTo: '2026-11-23T10:00:00.000Z' }, 'unresolved')).toBe('3+')
  expect(formatQueueCount({ counts, searchedTo: '2026-11-23T10:00:00.000Z' }, 'closed')).toBe('0+')
})

test('a capped count has one plus', () => {
  const searchedTo = '2026-11-23T10:00:00.000Z'
  expect(formatQueueCount({ counts: { ...counts, open: 1_000 }, searchedTo }, 'open')).toBe('1k+')
})
