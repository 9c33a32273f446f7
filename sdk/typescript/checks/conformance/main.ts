/*
 * Proofs with what others wrote: their servers, their Inspector and their conformance scenarios, each with the packed
 * SDK. Not part of `npm test`, because it installs all that from the package registry first.
 *
 *   npm run sdk:conformance
 */
import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { installPackages } from '../../../../testkit/packages/install-packages.ts'
import { packSdk } from '../../../../testkit/packages/pack-sdk.ts'
import { runChecks } from '../../../../testkit/checks/run-checks.ts'
import { checkHeldOutServers } from './third-party-servers.ts'
import { checkWithInspector } from '../clients/inspector.ts'
import { checkSignInWithInspector } from '../clients/oauth-inspector.ts'
import { checkOfficialScenarios } from './official-scenarios.ts'
import { SignInDesk } from './sign-in-desk.ts'

const { devDependencies } = JSON.parse(
  readFileSync(new URL('../../../../package.json', import.meta.url), 'utf8'),
) as { devDependencies: Record<string, string> }

const OURS = ['@modelcontextprotocol/sdk', '@modelcontextprotocol/server', '@modelcontextprotocol/node']

const folder = await installPackages('conformance', {
  '@mcp-obs/server': await packSdk(),
  '@modelcontextprotocol/conformance': '0.1.16',
  '@modelcontextprotocol/inspector': '2.12.0',
  '@modelcontextprotocol/server-basic-vanillajs': '2.0.3',
  '@modelcontextprotocol/server-everything': '2026.8.31',
  '@modelcontextprotocol/server-scenario-modeler': '2.0.3',
  '@modelcontextprotocol/server-sheet-music': '2.0.3',
  zod: '4.6.7',
  ...Object.fromEntries(OURS.map((name) => [name, devDependencies[name] ?? ''])),
})

// Next to the packages, so that they import these and not what the repository itself has installed.
for (const [name, from] of [
  ['examples', '../../../../examples'],
  ['servers', './servers'],
] as const) {
  cpSync(fileURLToPath(new URL(from, import.meta.url)), join(folder, name), { recursive: true })
}

const desk = await SignInDesk.open()
await runChecks([
  ...checkHeldOutServers(folder),
  ...checkWithInspector(folder),
  ...checkSignInWithInspector(folder, desk),
  ...(await checkOfficialScenarios(folder, desk)),
])
await desk.close()
// Some of the held-out servers leave timers behind.
process.exit()
