import type { Result } from './rehearse.ts'

const COLUMNS: [title: string, cell: (result: Result) => string][] = [
  ['scenario', ({ scenario }) => scenario],
  ['tickets', ({ acknowledged }) => String(acknowledged)],
  ['sent again', ({ replays }) => String(replays)],
  ['lost', ({ lost }) => String(lost)],
  ['twice', ({ duplicates }) => String(duplicates)],
  ['unheard', ({ unheard }) => String(unheard)],
  ['no ticket for', ({ gapMs }) => seconds(gapMs)],
  ['slowest request', ({ slowestMs }) => seconds(slowestMs)],
  ['last heard after', ({ latestMs }) => seconds(latestMs)],
  ['requests', ({ requests }) => String(requests)],
  ['failed requests', ({ failed }) => describe(failed)],
]

/** One line for a scenario that is done. */
export function printResult(result: Result): void {
  const { scenario, violations } = result
  process.stdout.write(
    `${isEmpty(violations) ? 'ok  ' : 'FAIL'} ${scenario} (${result.seconds.toFixed(1)} s)\n`,
  )
  if (!isEmpty(violations))
    process.stdout.write(`     ${describe(violations)}
`)
}

/** A table in Markdown, and the same as one line of JSON. */
export function printTable(results: Result[]): void {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |\n`
  process.stdout.write(`\n${line(COLUMNS.map(([title]) => title))}${line(COLUMNS.map(() => '---'))}`)
  for (const result of results) process.stdout.write(line(COLUMNS.map(([, cell]) => cell(result))))
  process.stdout.write(
    `\n${JSON.stringify({ ok: results.every(({ violations }) => isEmpty(violations)), results })}\n`,
  )
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`

function describe(counts: Record<string, number>): string {
  const list = Object.entries(counts).map(([name, count]) => `${count} × ${name}`)
  return list.join(', ') || '0'
}

const isEmpty = (counts: Record<string, number>): boolean => Object.keys(counts).length === 0
