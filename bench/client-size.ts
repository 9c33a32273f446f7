import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { chunksOf, FOLDER, PAGES } from './first-load/pages.ts'

/*
 * What a browser loads before it can show the ticket list (the entry, the surroundings of an organization and the list
 * itself) or an end-user's sign-in, each with all static imports, gzipped. Fails above a budget. Needs
 * `npm run build:client`.
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

for (const { name, starts, budget } of PAGES) {
  const chunks = chunksOf(starts)
  const scripts = sizesOf(chunks.map(({ file }) => file))
  const styles = sizesOf(chunks.flatMap(({ css = [] }) => css))
  for (const [file, size] of scripts.toSorted((a, b) => b[1] - a[1])) {
    process.stdout.write(`${kilobytes(size).padStart(10)}  ${file}\n`)
  }
  const total = sumOf(scripts)
  process.stdout.write(
    `First load of ${name}: ${kilobytes(total)} of JavaScript (budget ${kilobytes(budget)}) in ${scripts.length} files, ` +
      `${kilobytes(sumOf(styles))} of CSS, gzipped.\n`,
  )
  if (total > budget) process.exitCode = 1
}
