/*
 * The Python SDK beside the SDKs of other vendors, and in comparison with them: whether the host lives while their backends
 * are down, what each adds to a call, and what each answers to a user whose report was not stored. Not part of `npm test`,
 * because it installs them from the package registry first.
 *
 *   npm run sdk:python-beside
 */
import { fileURLToPath } from 'node:url'
import { findPython } from '../../../../testkit/packages/find-python.ts'
import { runOrThrow } from '../../../../testkit/processes/program.ts'
import { makeEnvironment } from '../environments.ts'

const PACKAGES = [
  'fastmcp==4.2.3',
  'mcp==2.3.0',
  'sentry-sdk==2.75.0',
  'posthog==7.91.1',
  'agentcat==2.1.0',
  'fastmcp-feedback==2026.10.5',
]
const TIMEOUT_MS = 600_000

const found = findPython()
if (found === undefined) throw new Error('this machine has no Python 3.10 or newer')
const command = await makeEnvironment('beside', found, PACKAGES)
for (const program of ['beside.py', 'compare.py']) {
  const file = fileURLToPath(new URL(program, import.meta.url))
  process.stdout.write(await runOrThrow(file, { command, env: process.env }, TIMEOUT_MS))
}
