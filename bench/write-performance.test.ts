import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { BENCHES } from './benches.ts'
import { describeSettings } from './results.ts'
import { composePerformance } from './write-performance.ts'

const present = readFileSync('docs/performance.md', 'utf8')
const run = { day: '2999-01-01', load: '0.1', machine: 'a machine', size: '', output: '' }
const FULL_DESK = 'DESK_TICKETS=1000000 DESK_SAMPLES=1000 MYSQL_URL=mysql://…/ '
const BOTH = 'ok   SQLite, the worst: 1.50 (<= 2)\nMISS MySQL, the best: 3.00 (>= 4)\n'

/** What `write` makes of the file where only these were measured. */
function compose(results: Record<string, typeof run> = {}): string {
  return composePerformance(
    present,
    BENCHES.map((bench) => ({ bench, result: results[bench] })),
  )
}

/** What a text has of each bench: its section, and its rows of the table. */
function partsOf(text: string): Record<string, string[]> {
  const parts = BENCHES.map((bench) => {
    const lines = text.split('\n').filter((line) => line.endsWith(`\`${bench}\` |`))
    return [bench, [...lines, new RegExp(`^## ${bench}\n[^]*?(?=^## |(?![^]))`, 'm').exec(text)?.[0] ?? '']]
  })
  return Object.fromEntries(parts) as Record<string, string[]>
}

test('where nothing was measured, the file stays as it is', () => {
  expect(compose()).toBe(present)
})

test('of a bench that was measured, rows and section are new, and those of all others stay', () => {
  const output = `${BOTH}a figure\n`
  const text = compose({ desk: { ...run, size: FULL_DESK, output } })
  const { desk, ...others } = partsOf(text)
  const { desk: _, ...before } = partsOf(present)
  expect(others).toEqual(before)
  expect(desk!.slice(0, -1)).toEqual([
    '| SQLite, the worst | 1.50 | ≤ 2 | `desk` |',
    '| MySQL, the best | 3.00, **missed** | ≥ 4 | `desk` |',
  ])
  expect(desk!.at(-1)).toMatch(`\`${FULL_DESK}npm run bench -- desk\` on 2999-01-01, load 0.1: a machine\n`)
  expect(desk!.at(-1)).toMatch('```text\na figure\n```\n')
})

test('a result that is older than the section is not taken', () => {
  expect(compose({ desk: { ...run, day: '2000-01-01' } })).toBe(present)
})

test.each([
  ['a desk with fewer tickets', 'desk', { size: 'DESK_SAMPLES=1000 ' }],
  ['a desk with fewer samples', 'desk', { size: 'DESK_TICKETS=1000000 DESK_SAMPLES=5 ' }],
  ['a desk of SQLite alone', 'desk', { size: FULL_DESK, output: 'ok   SQLite, the worst: 1.50 (<= 2)\n' }],
  ['fewer streams', 'live-subscribers', { size: 'LIVE_STREAMS=10 ' }],
  ['a shorter day', 'memory-day', { size: 'DAY_MINUTES=1 ' }],
  ['a run without MySQL', 'memory-day', { output: 'ok   SQLite, the worst: 1.50 (<= 2)\n' }],
  ['a run that measured nothing', 'layout-shift', { output: 'skipped: no Chromium\n' }],
  ['nothing, and nothing was there', 'redaction-corpora', { output: 'skipped: no folder\n' }],
])('what was measured with more stays: %s', (_of, bench, less) => {
  expect(compose({ [bench]: { ...run, output: BOTH, ...less } })).toBe(present)
})

test('the command has the variables that shape a bench, without passwords and private paths', () => {
  const env = {
    DESK_TICKETS: '1000000',
    DESK_SAMPLES: '400',
    KEPT_DATABASE: 'sqlite:/home/ada/desk.db,mysql://root:secret@10.0.0.7:3306/kept',
    MYSQL_URL: 'mysql://root:secret@10.0.0.7:3306',
    SECRET_CORPORA: '/home/ada/corpora',
    HOME: '/home/ada',
  }
  expect(describeSettings(env)).toBe(
    'DESK_TICKETS=1000000 DESK_SAMPLES=400 KEPT_DATABASE=sqlite:desk.db,mysql://…/kept SECRET_CORPORA=corpora MYSQL_URL=mysql://…/ ',
  )
})

test.each(BENCHES)('the command of %s has each variable that it reads', (bench) => {
  const source = ['platform', bench].map((name) => readFileSync(`bench/${name}.ts`, 'utf8')).join('\n')
  const read = [...source.matchAll(/process\.env(?:\.|\[')([A-Z_]+)/g)].map(([, name = '']) => name)
  const shown = describeSettings(Object.fromEntries(read.map((name) => [name, 'sqlite:1'])))
  expect(read.filter((name) => !shown.includes(`${name}=`))).toEqual([])
})
