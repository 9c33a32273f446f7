import { describe, expect, test } from 'vitest'
import { RecordCounter } from './count-records.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

describe('the count of an export', () => {
  test.each([
    ['csv', '', 0],
    ['csv', '\uFEFF"a","b"\r\n', 0],
    ['csv', '"a"\r\n"one\nand ""two"""\r\n"three"\r\n', 2],
    ['jsonl', '{"a":"\\"\\n"}\n{"a":1}\n', 2],
  ] as const)('of %s %j is %i, however it arrives', (format, text, count) => {
    for (const size of [1, 3, 1_000]) {
      const counter = new RecordCounter(format)
      const all = bytes(text)
      for (let start = 0; start < all.length; start += size) counter.add(all.subarray(start, start + size))
      expect(counter.count).toBe(count)
    }
  })
})
