import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export const FOLDER = 'dist/client'

export const PAGES = [
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
export function chunksOf(starts: readonly string[]): Chunk[] {
  const names = new Set(starts)
  // A set hands out what is added to it on the way.
  for (const name of names) for (const imported of chunkOf(name).imports ?? []) names.add(imported)
  return [...names].map(chunkOf)
}

/** All files of the first load of a page, but the page itself. */
export function filesOf({ starts }: { starts: readonly string[] }): string[] {
  const chunks = chunksOf(starts)
  return [...new Set(chunks.flatMap(({ file, css = [] }) => [file, ...css]))]
}
