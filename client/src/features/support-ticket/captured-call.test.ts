import { expect, test } from 'vitest'
import { countWithheld } from './count-withheld.ts'
import { countFrames, splitStack } from './stack-frames.ts'

test('frames of libraries and of the runtime are apart from the program’s own', () => {
  const stack = `Error: no
    at search (src/search.ts:1:1)
    at next (/app/node_modules/x/index.js:1:1)
    at node:internal/process:1:1
    at main (src/main.ts:1:1)`
  expect(splitStack(stack).map(({ kind, lines }) => [kind, lines.length])).toEqual([
    ['own', 2],
    ['library', 2],
    ['own', 1],
  ])
  const python = `Traceback (most recent call last):
  File "/app/main.py", line 1, in search
    raise ValueError
  File "/venv/site-packages/x.py", line 2, in call
    search()
ValueError: no`
  const parts = splitStack(python)
  expect(parts.map(({ kind, lines }) => [kind, lines.length])).toEqual([
    ['own', 3],
    ['library', 2],
    ['own', 1],
  ])
  expect(countFrames(parts[1]!.lines)).toBe(1)
})

test('withheld values are counted, cut ones are not', () => {
  const captured = {
    apiKey: '⟦redacted:key⟧',
    callback: 'https://example.com/?token=⟦redacted:url-param⟧&x',
    filters: { customerTaxId: '⟦redacted:custom⟧', list: ['a', '⟦cut:items:12⟧'] },
    '⟦cut:keys:3⟧': true,
  }
  expect(countWithheld(captured)).toBe(3)
  expect(countWithheld(undefined)).toBe(0)
})
