import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

/*
 * What a browser loads before it can show the ticket list (the entry, the surroundings of an organization and the list
 * itself) or an end-user's sign-in, each with all static imports, gzipped. Fails above a budget. Needs
 * `npm run build:client`.
 */

const FOLDER = 'dist/client'

const PAGES = [
  {
    name: 'the ticket list',
    starts: ['index.html', 'src/app/shell.tsx', 'src/features/support-ticket/ticket-list-page.tsx'],
    budget: 260_000,
  },
  { name: 'an end-user’s sign-in', starts: ['sign-in.html'], budget: 115_000 },
]

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

/** The chunks that `starts` need, with those and theirs. */
function chunksOf(starts: readonly string[]): Chunk[] {
  const names = new Set(starts)
  // A set hands out what is added to it on the way.
  for (const name of names) for (const imported of chunkOf(name).imports ?? []) names.add(imported)
  return [...names].map(chunkOf)
}

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
