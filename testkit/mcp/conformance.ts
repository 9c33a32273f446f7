import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** One check of a scenario of the official conformance suite. */
export interface ConformanceCheck {
  id: string
  status: 'SUCCESS' | 'FAILURE' | 'WARNING' | 'SKIPPED' | 'INFO'
}

/** The checks of each scenario, by its name. */
export type Outcomes = Map<string, ConformanceCheck[]>

/** Lets `run` start the suite with a folder for its results, and reads them. */
export async function readOutcomes(run: (folder: string) => Promise<unknown>): Promise<Outcomes> {
  const results = mkdtempSync(join(tmpdir(), 'mcp-obs-conformance-'))
  try {
    await run(results)
    return new Map(
      readdirSync(results, { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('checks.json'))
        .sort()
        .map((file) => [nameOf(file), JSON.parse(readFileSync(join(results, file), 'utf8'))]),
    )
  } finally {
    rmSync(results, { recursive: true, force: true })
  }
}

/** Each scenario leaves a folder that is named after its kind, the scenario and the time. */
function nameOf(file: string): string {
  return /(?:server|authorization)-(.+)-\d{4}-\d\d-\d\dT/.exec(file)?.[1] ?? file
}
