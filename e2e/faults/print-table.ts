import type { Result } from './rehearse.ts'

const COLUMNS: [title: string, cell: (result: Result) => string][] = [
  ['scenario', ({ scenario }) => scenario],
  ['tickets', ({ acknowledged }) => String(acknowledged)],
  ['lost', ({ lost }) => String(lost)],
  ['twice', ({ duplicates }) => String(duplicates)],
  ['unheard', ({ unheard }) => String(unheard)],
  ['resumed', ({ resumes }) => String(resumes)],
  ['fetched anew', ({ refetches }) => String(refetches)],
  ['no ticket for', ({ gapMs }) => seconds(gapMs)],
  ['slowest request', ({ slowestMs }) => seconds(slowestMs)],
  ['last heard after', ({ latestMs }) => seconds(latestMs)],
  ['failed requests', ({ failed }) => describe(failed)],
]

/** The first line of the table. */
export const HEAD = row(COLUMNS.map(([title]) => title))

/** Begins a table in Markdown. Each scenario adds its row when it is done. */
export function printHead(): void {
  process.stdout.write(`${HEAD}\n|${COLUMNS.map(() => '---|').join('')}\n`)
}

export function printRow(result: Result): void {
  process.stdout.write(`${row(COLUMNS.map(([, cell]) => cell(result)))}\n`)
}

/** What went wrong, in words, and all results as one line of JSON. */
export function printEnd(results: Result[]): void {
  const bad = results.filter(isBad)
  for (const { scenario, violations } of bad)
    process.stdout.write(`\nFAIL ${scenario}: ${describe(violations)}`)
  process.stdout.write(`\n\n${JSON.stringify({ ok: bad.length === 0, results })}\n`)
}

export function isBad({ violations }: Result): boolean {
  return Object.keys(violations).length > 0
}

function row(cells: string[]): string {
  return `| ${cells.join(' | ')} |`
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`

function describe(counts: Record<string, number>): string {
  const list = Object.entries(counts).map(([name, count]) => `${count} × ${name}`)
  return list.join(', ') || '0'
}
