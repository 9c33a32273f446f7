import { readFileSync, writeFileSync } from 'node:fs'
import { readResult, type Result } from './results.ts'

const FILE = 'docs/performance.md'
/** What `verdict` writes. */
const VERDICT = /^(ok {2}|MISS) (.+): (\S+) \(([<>]=) (\S+)\)$/

const HEAD = `# Numbers

Each figure is beside what it is compared with, measured in the same run. \`npm run bench -- all\` measures all of them and writes this file;
\`npm run bench -- NAME …\` measures some, and \`npm run bench -- write\` writes the file from what was measured last. The targets hold for
a machine that does nothing else. The load beside a date is what the machine had to do when the measurement began. With \`MYSQL_URL\`, such as
\`mysql://root@127.0.0.1:3306\`, MySQL is measured beside SQLite.
`

/** Writes the last results of these benches into `docs/performance.md`. */
export function writePerformance(benches: readonly string[]): void {
  const measured = benches.flatMap((bench) => {
    const result = readResult(bench)
    return result ? [{ bench, result }] : []
  })
  const rows = measured.flatMap(({ bench, result }) => rowsOf(bench, result))
  const table = ['| What | Measured | Target | Command |', '| --- | --- | --- | --- |', ...rows]
  const sections = measured.map(({ bench, result }) => sectionOf(bench, result))
  writeFileSync(FILE, [HEAD, ...table, '', ...sections].join('\n'))
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
