import { COUNT_CAP } from '#shared/limits.ts'
import { expect, test } from 'vitest'
import {
  formatCappedCount,
  formatDuration,
  formatMinutes,
  formatRelativeTime,
  formatTimeLeft,
} from './format.ts'

const NOW = Date.parse('2026-11-23T10:00:00.000Z')

test.each([
  ['2026-11-23T09:59:30.000Z', 'just now'],
  ['2026-11-23T09:59:00.000Z', '1 minute ago'],
  ['2026-11-23T07:00:01.000Z', '2 hours ago'],
  ['2026-11-22T09:00:00.000Z', 'yesterday'],
  ['2025-10-01T00:00:00.000Z', 'last year'],
  ['2026-11-23T10:00:20.000Z', 'just now'],
])('R4.1 %s reads "%s" at ten', (iso, text) => {
  expect(formatRelativeTime(iso, NOW)).toBe(text)
})

test.each([
  ['2026-11-30T10:00:01.000Z', 'in 7 days'],
  ['2026-11-30T09:59:59.000Z', 'in 7 days'],
  ['2026-11-24T10:00:00.000Z', 'tomorrow'],
  ['2026-11-23T12:00:00.000Z', 'in 2 hours'],
  ['2026-11-23T10:00:20.000Z', 'in less than a minute'],
  ['2026-11-23T09:00:00.000Z', 'now'],
])('R6.1 what ends at %s ends "%s" at ten', (iso, text) => {
  expect(formatTimeLeft(iso, NOW)).toBe(text)
})

test.each([
  [0, '0 min'],
  [59, '59 min'],
  [60, '1 h'],
  [312, '5 h 12 min'],
  [1_440, '1 d'],
  [4_567, '3 d 4 h'],
])('%d minutes are "%s"', (minutes, text) => expect(formatMinutes(minutes)).toBe(text))

test.each([
  [812, '812 ms'],
  [1_240, '1.24 s'],
  [2_000, '2 s'],
  [60_500, '1 min 1 s'],
])('R4.2 %d ms reads "%s"', (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text)
})

test('R4.4 a count at the cap says that there are more', () => {
  expect(formatCappedCount(COUNT_CAP - 1)).toBe('999')
  expect(formatCappedCount(COUNT_CAP)).toBe('1k+')
  expect(formatCappedCount(0, true)).toBe('0+')
  expect(formatCappedCount(COUNT_CAP, true)).toBe('1k+')
})
