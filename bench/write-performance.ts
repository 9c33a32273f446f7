import { readFileSync, writeFileSync } from 'node:fs'
import { readResult, type Result } from './results.ts'

const FILE = 'docs/performance.md'
/** What `verdict` writes. */
const VERDICT = /^(ok {2}|MISS) (.+): (\S+) \(([<>]=) (\S+)\)$/

/** How much a bench measures: its numeric variables, and what it takes without each. */
const SIZES = { DESK_TICKETS: 20_000, DESK_SAMPLES: 60, LIVE_STREAMS: 5_000, DAY_MINUTES: 20 }
const DATABASES = ['SQLite', 'MySQL']

const HEAD = `# Numbers

Each figure is beside its target. What it is compared with was measured in the same run, but for the first load, sizes, memory,
shifts of a page, and the times of \`live-subscribers\` and of searches and facets in \`desk\`: their target is a number. \`npm run bench -- all\` builds, measures all of them and writes this
file; \`npm run bench -- NAME …\` measures some, and \`npm run bench -- write\` writes into the file what was measured last, and keeps the rest.
The targets hold for a machine that does nothing else. The load beside a date is what the machine had to do when the measurement began. Machine
and day are beside each command: not all was measured on one machine in one day.

Without the variables of this command, \`all\` measures SQLite alone, and a \`desk\` of 20,000 tickets. What was measured with more stays in the
file. This measures all that the file has:

\`\`\`sh
MYSQL_URL=mysql://root@127.0.0.1:3306 VALKEY_SERVER=valkey-server DESK_TICKETS=1000000 DESK_SAMPLES=1000 \\
  KEPT_DATABASE=sqlite:.cache/desk.db,mysql://root@127.0.0.1:3306/desk npm run bench -- all
\`\`\`

The first time, this takes more than three hours: about one for the million tickets of each database, which are kept, and 40 minutes for
\`memory-day\`.
`

/** What the file has of one bench. */
interface Part {
  /** Of the table. */
  rows: string[]
  section: string
}

/** Writes the last results of these benches into `docs/performance.md`. */
export function writePerformance(benches: readonly string[]): void {
  const measured = benches.map((bench) => ({ bench, result: readResult(bench) }))
  const present = readFileSync(FILE, 'utf8')
  const kept = readParts(present)
  for (const { bench, result } of measured) {
    const before = kept.get(bench)
    if (result && before && isLess(bench, result, before)) {
      process.stdout.write(`${bench}: the file keeps its figures, which were measured with more.\n`)
    }
  }
  writeFileSync(FILE, composePerformance(present, measured))
}

/** @returns the file with these results. What was measured elsewhere, and not here since, stays as it is */
export function composePerformance(
  present: string,
  measured: readonly { bench: string; result: Result | undefined }[],
): string {
  const kept = readParts(present)
  const parts = measured.flatMap(({ bench, result }) => {
    const before = kept.get(bench)
    const isNew =
      result &&
      (before
        ? result.day >= dayOf(before) && !isLess(bench, result, before)
        : rowsOf(bench, result).length > 0)
    return isNew ? [{ rows: rowsOf(bench, result), section: sectionOf(bench, result) }] : (before ?? [])
  })
  const rows = parts.flatMap((part) => part.rows)
  const table = ['| What | Measured | Target | Command |', '| --- | --- | --- | --- |', ...rows]
  return [HEAD, ...table, '', ...parts.map(({ section }) => section)].join('\n')
}

/** @returns what the file has, by the name of the bench */
function readParts(present: string): Map<string, Part> {
  const [table = '', ...sections] = present.split(/^(?=## [a-z-]+$)/m)
  const rows = Map.groupBy(table.split('\n'), (line) => /`([a-z-]+)` \|$/.exec(line)?.[1])
  return new Map(
    sections.map((text) => {
      const [, bench = ''] = /^## (.+)$/m.exec(text)!
      return [bench, { rows: rows.get(bench) ?? [], section: `${text.trimEnd()}\n` }]
    }),
  )
}

function dayOf({ section }: Part): string {
  return /` on (\d{4}-\d\d-\d\d), load /.exec(section)?.[1] ?? ''
}

/** Whether a run measured nothing, or left out what the file has of a bench: a database, sources of secret scanners, a part of the size. */
function isLess(bench: string, result: Result, { rows, section }: Part): boolean {
  const [command = ''] = /^`.+` on \d{4}-.+$/m.exec(section) ?? []
  const found = rowsOf(bench, result)
  const has = (name: string) => (row: string) => row.includes(name)
  return (
    found.length === 0 ||
    DATABASES.some((name) => rows.some(has(name)) && !found.some(has(name))) ||
    (command.includes('SECRET_CORPORA') && !result.size.includes('SECRET_CORPORA')) ||
    Object.entries(SIZES).some(
      ([name, usual]) => readSize(result.size, name, usual) < readSize(command, name, usual),
    )
  )
}

function readSize(command: string, name: string, usual: number): number {
  return Number(new RegExp(`${name}=(\\d+)`).exec(command)?.[1] ?? usual)
}

function rowsOf(bench: string, { output }: Result): string[] {
  return output.split('\n').flatMap((line) => {
    const [, sign = '', what = '', value, relation = '', target] = VERDICT.exec(line) ?? []
    if (value === undefined) return []
    const missed = sign === 'MISS' ? ', **missed**' : ''
    const bound = relation === '<=' ? '≤' : '≥'
    return [`| ${what.replaceAll('|', '\\|')} | ${value}${missed} | ${bound} ${target} | \`${bench}\` |`]
  })
}

function sectionOf(bench: string, { day, load, machine, size, output }: Result): string {
  const figures = output
    .split('\n')
    .filter((line) => !VERDICT.test(line))
    .join('\n')
    .trim()
  const block = figures === '' ? '' : `\n\`\`\`text\n${figures}\n\`\`\`\n`
  return `## ${bench}

${readPurpose(bench)}

\`${size}npm run bench -- ${bench}\` on ${day}, load ${load}: ${machine}
${block}`
}

/** What the bench says of itself, without its commands. */
function readPurpose(bench: string): string {
  const comment = /^\/\*\n([^]*?)\*\//m.exec(readFileSync(`bench/${bench}.ts`, 'utf8'))?.[1] ?? ''
  const lines = comment.split('\n').map((line) => line.replace(/^ \* ?/, ''))
  return lines
    .filter((line) => !/^ {2}|^$/.test(line))
    .join(' ')
    .trim()
}
