import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { verdict } from './measure.ts'
import { chunksOf, FOLDER, PAGES, PART_BUDGET, partsOf } from './first-load/pages.ts'

/*
 * What a browser loads before it can show the ticket list (the entry, the surroundings of an organization and the list
 * itself) or an end-user's sign-in, each with all static imports, gzipped; and what every other page or part adds when it
 * is opened. Fails above a budget.
 */

function gzipped(file: string): number {
  return gzipSync(readFileSync(join(FOLDER, file)), { level: 9 }).byteLength
}

function sizesOf(files: Iterable<string>): [file: string, size: number][] {
  return [...new Set(files)].map((file) => [file, gzipped(file)])
}

function sumOf(sizes: readonly [string, number][]): number {
  return sizes.reduce((sum, [, size]) => sum + size, 0)
}

const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(1)} KB`
const row = (bytes: number, name: string) =>
  process.stdout.write(`${kilobytes(bytes).padStart(10)}  ${name}\n`)

for (const { name, starts, ...budget } of PAGES) {
  const chunks = chunksOf(starts)
  const scripts = sizesOf(chunks.map(({ file }) => file))
  const styles = sizesOf(chunks.flatMap(({ css = [] }) => css))
  for (const [file, size] of scripts.toSorted((a, b) => b[1] - a[1])) row(size, file)
  process.stdout.write(
    `First load of ${name}: ${kilobytes(sumOf(scripts))} of JavaScript (budget ${kilobytes(budget.scripts)}) in ` +
      `${scripts.length} files, ${kilobytes(sumOf(styles))} of CSS (budget ${kilobytes(budget.styles)}), gzipped.\n`,
  )
  verdict(`${name}: KB of JavaScript, gzipped`, sumOf(scripts) / 1_000, '<=', budget.scripts / 1_000)
  verdict(`${name}: KB of CSS, gzipped`, sumOf(styles) / 1_000, '<=', budget.styles / 1_000)
}

process.stdout.write(`\nWhat a page or part adds to the first load (budget ${kilobytes(PART_BUDGET)}):\n`)
const parts = partsOf(PAGES[0]!.starts).map(({ name, chunks }) => {
  const scripts = sizesOf(chunks.map(({ file }) => file))
  return { name: `${name}, ${scripts.length} files`, size: sumOf(scripts) }
})
for (const { name, size } of parts.toSorted((a, b) => b.size - a.size)) {
  row(size, name)
}
const largest = Math.max(...parts.map(({ size }) => size))
verdict('the largest page or part that is added: KB', largest / 1_000, '<=', PART_BUDGET / 1_000)
