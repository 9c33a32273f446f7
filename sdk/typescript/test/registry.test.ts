/*
 * Nothing in sdk/contract is without a test: each fixture stands in its README with those who replay it, and each of them
 * has a test that reads it.
 */
import { globSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '../../..')
const CONTRACT = join(ROOT, 'sdk/contract')

/** The tests of each side, by the word that the README has for it. */
const TESTS = {
  TypeScript: { of: 'SDKs', files: 'sdk/typescript/test/*.ts' },
  Python: { of: 'SDKs', files: 'sdk/python/tests/**/*.py' },
  platform: { of: 'platform', files: 'server/**/*.test.ts' },
}

const fixtures = readdirSync(CONTRACT)
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.replace('.json', ''))

/** Who replays a fixture, by the last column of the table in the README. */
const replayedBy = new Map(
  readFileSync(join(CONTRACT, 'README.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => {
      const [, names = '', , by = ''] = line.split(/(?<!\\)\|/)
      return Array.from(names.matchAll(/`([a-z-]+)\.json`/g), ([, name]): [string, string] => [
        name ?? '',
        by,
      ])
    }),
)

test('each fixture stands in the README', () => {
  expect(fixtures.filter((name) => !replayedBy.has(name))).toEqual([])
})

test.each(Object.entries(TESTS))('%s replays each fixture that is for it', (_side, { of, files }) => {
  const sources = globSync(files, { cwd: ROOT }).map((file) => readFileSync(join(ROOT, file), 'utf8'))
  const text = sources.join('\n')
  const reads = (name: string): boolean => {
    const call = new RegExp(String.raw`fixture(?:<.*?>)?\(\s*['"]${name}['"]`)
    // The rules are read by what writes them into the SDKs.
    return call.test(text) || (name === 'redaction-rules' && text.includes('readRules'))
  }
  const mine = fixtures.filter((name) => replayedBy.get(name)?.includes(of))
  expect(mine.length).toBeGreaterThan(0)
  expect(mine.filter((name) => !reads(name))).toEqual([])
})

const BEHAVIOURS = readFileSync(join(CONTRACT, 'behaviours.md'), 'utf8')
const cells = BEHAVIOURS.split('\n')
  .filter((line) => line.startsWith('| ') && line.includes('`'))
  .flatMap((line) => {
    const [, promise = '', typescript = '', python = ''] = line.split(/ ?\| /)
    return [
      { promise, test: typescript, path: (file: string) => `sdk/typescript/test/${file}.test.ts` },
      {
        promise,
        test: python.replace(/ \|$/, ''),
        path: (file: string) => `sdk/python/tests/test_${file}.py`,
      },
    ]
  })

test.each(cells)('behaviours.md: $promise: $test', ({ test: cell, path }) => {
  if (cell.startsWith('–')) return
  const [, file = '', name = ''] = /^`([^`]+)`: (.+)$/.exec(cell) ?? []
  const where = file.startsWith('../') ? join('sdk/python', file.replace('../', '')) : path(file)
  expect(readFileSync(join(ROOT, where), 'utf8')).toContain(name)
})
