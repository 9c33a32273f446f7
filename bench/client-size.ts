import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

/*
 * What a browser loads before the ticket list can be shown, gzipped: the entry, the surroundings of an organization and
 * the list itself, each with all its static imports. Fails above the budget. Needs `npm run build:client`.
 */

const FOLDER = 'dist/client'
const BUDGET = 260_000

const STARTS = ['index.html', 'src/app/shell.tsx', 'src/features/support-ticket/ticket-list-page.tsx']

interface Chunk {
  file: string
  imports?: string[]
  css?: string[]
}

const manifest: Record<string, Chunk> = JSON.parse(readFileSync(join(FOLDER, '.vite/manifest.json'), 'utf8'))

function chunkOf(name: string): Chunk {
  const chunk = manifest[name]
  if (!chunk) throw new Error(`${name} is not in the manifest: the list of starts is out of date`)
  return chunk
}

const seen = new Set<string>()
function visit(name: string): void {
  if (seen.has(name)) return
  seen.add(name)
  for (const imported of chunkOf(name).imports ?? []) visit(imported)
}
STARTS.forEach(visit)

function gzipped(file: string): number {
  return gzipSync(readFileSync(join(FOLDER, file)), { level: 9 }).byteLength
}

function sumOf(sizes: readonly [string, number][]): number {
  return sizes.reduce((sum, [, size]) => sum + size, 0)
}

const chunks = [...seen].map(chunkOf)
const scripts = chunks.map(({ file }): [string, number] => [file, gzipped(file)])
const styles = [...new Set(chunks.flatMap(({ css = [] }) => css))].map((file): [string, number] => [
  file,
  gzipped(file),
])

const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(1)} KB`
for (const [file, size] of scripts.toSorted((a, b) => b[1] - a[1])) {
  process.stdout.write(`${kilobytes(size).padStart(10)}  ${file}\n`)
}
const total = sumOf(scripts)
process.stdout.write(
  `First load of the ticket list: ${kilobytes(total)} of JavaScript (budget ${kilobytes(BUDGET)}) in ${scripts.length} files, ` +
    `${kilobytes(sumOf(styles))} of CSS, gzipped.\n`,
)
if (total > BUDGET) process.exitCode = 1
