import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export const FOLDER = 'dist/client'

/** Bytes of JavaScript and of CSS, gzipped. */
interface Page {
  name: string
  /** Pages and files of the build. */
  starts: readonly string[]
  scripts: number
  styles: number
}

/** `desk` is what the ticket list adds to the start (`vite.config.ts`). */
export const PAGES: readonly Page[] = [
  { name: 'the ticket list', starts: ['index.html', 'desk'], scripts: 240_000, styles: 40_000 },
  { name: 'an end-user’s sign-in', starts: ['sign-in.html'], scripts: 115_000, styles: 40_000 },
]

/** Of JavaScript that a page or part adds to the first load when it is opened, gzipped. */
export const PART_BUDGET = 40_000

interface Chunk {
  file: string
  name?: string
  imports?: string[]
  dynamicImports?: string[]
  css?: string[]
}

const manifest: Record<string, Chunk> = JSON.parse(readFileSync(join(FOLDER, '.vite/manifest.json'), 'utf8'))

function chunkOf(name: string): Chunk {
  const chunk = manifest[name] ?? Object.values(manifest).find((each) => each.name === name)
  if (!chunk) throw new Error(`${name} is not in the manifest: the list of starts is out of date`)
  return chunk
}

/** The chunks that `starts` need, with those and theirs. */
export function chunksOf(starts: readonly string[]): Chunk[] {
  const chunks = new Set(starts.map(chunkOf))
  // A set hands out what is added to it on the way.
  for (const chunk of chunks) for (const imported of chunk.imports ?? []) chunks.add(chunkOf(imported))
  return [...chunks]
}

/** What is loaded when it is opened, after `starts`, with what it adds to them. */
export function partsOf(starts: readonly string[]): { name: string; chunks: Chunk[] }[] {
  const loaded = new Set(chunksOf(starts))
  const names = new Set([...loaded].flatMap(({ dynamicImports = [] }) => dynamicImports))
  for (const name of names) {
    for (const chunk of chunksOf([name])) for (const part of chunk.dynamicImports ?? []) names.add(part)
  }
  return [...names].map((name) => ({
    name: chunkOf(name).name ?? name,
    chunks: chunksOf([name]).filter((chunk) => !loaded.has(chunk)),
  }))
}

/** All files of the first load of a page, but the page itself: what it names, such as its icon, and what these need. */
export function filesOf({ starts }: { starts: readonly string[] }): string[] {
  const page = readFileSync(join(FOLDER, starts[0]!), 'utf8')
  const named = Array.from(page.matchAll(/ (?:src|href)="\/([^"]+)"/g), ([, file = '']) => file)
  return [...new Set([...named, ...chunksOf(starts).flatMap(({ file, css = [] }) => [file, ...css])])]
}
