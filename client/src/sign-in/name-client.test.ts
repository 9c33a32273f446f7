import { expect, test } from 'vitest'
import { nameOfClient } from './name-client.ts'

test.each([
  ['Claude', 'Claude'],
  ['  Two\n\nlines\t', 'Two lines'],
  [' \u00a0 ', 'An app without a name'],
  ['🦀'.repeat(61), `${'🦀'.repeat(60)}…`],
])('%j is shown as %j', (name, shown) => {
  expect(nameOfClient({ name })).toBe(shown)
})
