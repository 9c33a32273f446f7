import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { HEAD } from './print-table.ts'
import { SCENARIOS } from './scenarios.ts'

const document = readFileSync(new URL('../../docs/faults.md', import.meta.url), 'utf8')

test('the document has each table as it is printed, and each scenario in it', () => {
  const heads = document.split('\n').filter((line) => line.startsWith('| scenario |'))
  expect(new Set(heads)).toEqual(new Set([HEAD]))
  for (const { name } of SCENARIOS) expect(document).toMatch(new RegExp(`^\\| ${name}[ (]`, 'm'))
})
