/*
 * The scenarios of @modelcontextprotocol/conformance: those that pass without the SDK pass with it, check by check.
 */
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Program, run } from '../../../e2e/processes.ts'
import type { Check } from '../../../tools/run-checks.ts'
import { FakePlatform } from '../test/fake-platform.ts'

/** What v1 fails by itself: it writes schemas anew, in draft 7 and without their definitions. */
const BEYOND_V1 = new Set(['json-schema-2020-12'])

/** The checks of each scenario, as `id: status`. */
type Outcomes = Map<string, string[]>

/** @param folder where the packages are installed, and next to them the servers. */
export async function checkOfficialScenarios(folder: string): Promise<Check[]> {
  const platform = await FakePlatform.start()
  const bare = await runScenarios(folder, {})
  const worn = await runScenarios(folder, { MCP_OBS_DSN: platform.dsn })
  assert.ok(platform.configRequests.length > 0, 'the server wears the SDK')
  await platform.stop()
  return [
    {
      name: `conformance: the same ${bare.size} scenarios with the SDK as without`,
      run: () => Promise.resolve(assert.deepEqual([...worn.keys()], [...bare.keys()])),
    },
    ...[...bare].map(([scenario, outcome]) => ({
      name: `conformance: ${scenario}`,
      run() {
        assert.deepEqual(worn.get(scenario), outcome)
        if (!BEYOND_V1.has(scenario)) assert.doesNotMatch(outcome.join('\n'), /FAILURE/)
        return Promise.resolve()
      },
    })),
  ]
}

async function runScenarios(folder: string, env: Record<string, string>): Promise<Outcomes> {
  const results = mkdtempSync(join(tmpdir(), 'mcp-obs-scenarios-'))
  const server = new Program(join(folder, 'servers/scenarios.ts'), { cwd: folder, env })
  try {
    const url = await server.says(/(http:\/\/\S+\/mcp)/)
    await run('node_modules/.bin/conformance', {
      cwd: folder,
      args: ['server', '--url', url, '--suite', 'all', '--output-dir', results],
    })
    return readOutcomes(results)
  } finally {
    await server.stop()
    rmSync(results, { recursive: true, force: true })
  }
}

/** Each scenario leaves a folder named after it and the time, with its checks. */
function readOutcomes(results: string): Outcomes {
  const folders = readdirSync(results, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('checks.json'))
    .sort()
  return new Map(
    folders.map((file) => {
      const checks = JSON.parse(readFileSync(join(results, file), 'utf8')) as { id: string; status: string }[]
      const scenario = /server-(.+)-\d{4}-\d\d-\d\dT/.exec(file)?.[1] ?? file
      return [scenario, checks.map(({ id, status }) => `${id}: ${status}`)]
    }),
  )
}
