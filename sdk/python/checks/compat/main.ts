/*
 * The Python SDK's suite with the oldest and the newest release of each framework, on each version of Python that this
 * machine has, and its types beside each generation.
 *
 *   npm run sdk:python-compat [part of a name]
 */
import assert from 'node:assert/strict'
import { fileURLToPath } from 'node:url'
import { runChecks, type Check } from '../../../../testkit/checks/run-checks.ts'
import { findPython } from '../../../../testkit/packages/find-python.ts'
import { runOrThrow } from '../../../../testkit/processes/program.ts'
import { installBuilt, makeEnvironment, PACKAGE } from '../environments.ts'

const SUITE_TIMEOUT_MS = 900_000

/** Frameworks of these releases use names that pydantic has taken back since. */
const OLD_PYDANTIC = 'pydantic<2.14'

/** The oldest and the newest release of each generation. They run on each Python, but for the newest fastmcp. */
const OLDEST_AND_NEWEST = [
  ['mcp==1.10.1', OLD_PYDANTIC],
  ['mcp==1.30.0'],
  ['mcp==2.3.0'],
  ['fastmcp==2.12.5', OLD_PYDANTIC],
]
const NEWEST_FASTMCP = ['fastmcp==4.2.3', 'mcp==2.3.0']
/** Releases between them. They run on one Python each, so that each of its versions has one or more. */
const BETWEEN: [python: string, packages: string[]][] = [
  // The newest that runs on it.
  ['3.10', ['fastmcp==4.1.7', 'mcp==2.3.0']],
  ['3.11', ['fastmcp==2.14.7']],
  ['3.12', ['fastmcp==3.4.11']],
  ['3.13', ['fastmcp==2.14.7']],
  ['3.13', ['fastmcp==3.4.11']],
  ['3.13', ['fastmcp==4.1.7', 'mcp==2.3.0']],
]
const MATRIX = [
  ...BETWEEN,
  ...['3.10', '3.11', '3.12', '3.13'].flatMap((python) =>
    [...OLDEST_AND_NEWEST, ...(python === '3.10' ? [] : [NEWEST_FASTMCP])].map(
      (packages): [string, string[]] => [python, packages],
    ),
  ),
].toSorted(([one], [other]) => one.localeCompare(other))

const wanted = process.argv[2] ?? ''
const checks = MATRIX.map(([version, packages]): Check => {
  const name = `Python ${version}, ${packages.join(', ')}`
  return { name, timeoutMs: SUITE_TIMEOUT_MS, run: () => checkOn(version, packages) }
})
checks.push({ name: 'wheel and sdist in clean environments', timeoutMs: SUITE_TIMEOUT_MS, run: checkBuilt })
await runChecks(checks.filter(({ name }) => name.includes(wanted)))

/** Each has the types and the tools, with and without a framework. */
async function checkBuilt(): Promise<void> {
  const python = findPython()
  if (python === undefined) throw new Error('this machine has no Python')
  const script = fileURLToPath(new URL('use_installed.py', import.meta.url))
  for (const packages of [[], ['mcp==2.3.0']]) {
    const installed = await installBuilt(python, packages)
    assert.equal(installed.length, 2)
    for (const command of installed) await runOrThrow(script, { command, args: packages, env: process.env })
  }
}

async function checkOn(version: string, packages: string[]): Promise<void> {
  const found = findPython(version)
  if (found === undefined) throw new Error(`this machine has no Python ${version}`)
  const folder = `${version}-${packages.join('-').replaceAll(/[^\w.]+/g, '-')}`
  const python = await makeEnvironment(folder, found, [...packages, 'uvicorn'])
  const options = { command: python, cwd: PACKAGE, env: process.env }
  await runOrThrow('-m', { ...options, args: ['pytest', '-q'] }, SUITE_TIMEOUT_MS)
  for (const files of [[], ...serversOf(packages)])
    await runOrThrow(
      '-m',
      { ...options, args: ['pyright', '--pythonpath', python, ...files] },
      SUITE_TIMEOUT_MS,
    )
}

/** The files that attach to the servers of these frameworks. */
function serversOf(packages: string[]): string[][] {
  const has = (start: string): boolean => packages.some((one) => one.startsWith(start))
  return [
    ...(has('mcp==1') ? [['checks/types/mcp_1.py']] : []),
    ...(has('mcp==2') ? [['checks/types/mcp_2.py']] : []),
    ...(has('fastmcp') ? [['checks/types/fastmcp_any.py']] : []),
  ]
}
