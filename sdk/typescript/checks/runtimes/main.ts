/*
 * The packed SDK on every runtime it is promised for. Not part of `npm test`, because it installs them from the
 * package registry first.
 *
 *   npm run sdk:runtimes
 */
import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { installPackages } from '../../../../testkit/packages/install-packages.ts'
import { packSdk } from '../../../../testkit/packages/pack-sdk.ts'
import { runChecks } from '../../../../testkit/checks/run-checks.ts'
import { checkEdge } from './edge.ts'
import { checkNodeVersions, nodePackages } from './node-versions.ts'

const { dependencies, devDependencies } = JSON.parse(
  readFileSync(new URL('../../../../package.json', import.meta.url), 'utf8'),
) as Record<string, Record<string, string>>

const folder = await installPackages('runtimes', {
  '@mcp-obs/server': await packSdk(),
  '@modelcontextprotocol/sdk': devDependencies?.['@modelcontextprotocol/sdk'] ?? '',
  '@modelcontextprotocol/server': devDependencies?.['@modelcontextprotocol/server'] ?? '',
  workerd: '1.20260730.1',
  zod: dependencies?.['zod'] ?? '',
  ...nodePackages(),
})
cpSync(join(import.meta.dirname, '../apps'), folder, { recursive: true })
for (const worker of ['edge-worker.ts', 'edge-oauth-worker.ts'])
  cpSync(join(import.meta.dirname, worker), join(folder, worker))

await runChecks([...checkNodeVersions(folder), ...checkEdge(folder)])
