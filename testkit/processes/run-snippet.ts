import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Ended, run } from './program.ts'

/** Inside the repository, so that a snippet's imports resolve as a customer's would. */
const FOLDER = fileURLToPath(new URL('../../.cache/snippets', import.meta.url))

/** Runs code as a file of its own. @param name a file name without its ending, not used by another test at that time */
export async function runSnippet(
  name: string,
  code: string,
  env: Record<string, string | undefined>,
  ending: 'ts' | 'mjs' = 'ts',
): Promise<Ended> {
  mkdirSync(FOLDER, { recursive: true })
  const file = `${FOLDER}/${name}.${ending}`
  writeFileSync(file, code)
  try {
    return await run(file, { env })
  } finally {
    rmSync(file)
  }
}
