/*
 * The packed SDK, and the packed client for scripts, on every runtime they are promised for. Not part of `npm test`, because it installs them from the
 * package registry first.
 *
 *   npm run sdk:runtimes
 */
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { installPackages, ownVersions } from '../../../../testkit/packages/install-packages.ts'
import { packSdk } from '../../../../testkit/packages/pack-sdk.ts'
import { runChecks } from '../../../../testkit/checks/run-checks.ts'
import { checksOfJob, packagesOf } from '../works-on.ts'
import { bunAndDeno, checkBun, checkDeno } from './bun-and-deno.ts'
import { checkDeskClient } from './desk-client.ts'
import { checkEdge } from './edge.ts'
import { checkNodeVersions, nodePackages } from './node-versions.ts'

const folder = await installPackages('runtimes', {
  '@mcp-obs/server': await packSdk(),
  '@mcp-obs/client': await packSdk('client'),
  ...packagesOf('workerd'),
  ...bunAndDeno,
  ...ownVersions('@modelcontextprotocol/sdk', '@modelcontextprotocol/server', 'zod'),
  ...nodePackages(),
})
cpSync(join(import.meta.dirname, '../apps'), folder, { recursive: true })
for (const worker of ['edge-worker.ts', 'edge-oauth-worker.ts'])
  cpSync(join(import.meta.dirname, worker), join(folder, worker))

cpSync(join(import.meta.dirname, '../../../../testkit/desk-client'), folder, { recursive: true })

await runChecks(
  checksOfJob('sdk:runtimes', {
    'Node.js': [...checkNodeVersions(folder), ...checkDeskClient(folder)],
    Bun: checkBun(folder),
    Deno: checkDeno(folder),
    workerd: checkEdge(folder),
  }),
)
