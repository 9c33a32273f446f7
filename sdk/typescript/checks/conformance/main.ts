/*
 * Third-party servers and the official conformance scenarios with the packed SDK. Not part of `npm test`, because it
 * installs them from the package registry first.
 *
 *   npm run sdk:conformance
 */
import '../../../../testkit/http/resolve-localhost.ts'
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { runChecks } from '../../../../testkit/checks/run-checks.ts'
import { installPackages, ownVersions } from '../../../../testkit/packages/install-packages.ts'
import { packSdk } from '../../../../testkit/packages/pack-sdk.ts'
import { Platform } from '../../../../testkit/platform/platform.ts'
import { Staff } from '../../../../testkit/staff/staff.ts'
import { checksOfJob, packagesOf } from '../works-on.ts'
import { checkOfficialScenarios } from './official-scenarios.ts'
import { THIRD_PARTY_SERVERS } from './third-party-requests.ts'
import { checkThirdPartyServer } from './third-party-servers.ts'

const packageOf = ({ module }: { module: string }): string => module.split('/', 2).join('/')

const folder = await installPackages('conformance', {
  '@mcp-obs/server': await packSdk(),
  '@modelcontextprotocol/conformance': '0.1.16',
  ...packagesOf(...THIRD_PARTY_SERVERS.map(packageOf)),
  ...ownVersions(
    '@modelcontextprotocol/node',
    '@modelcontextprotocol/sdk',
    '@modelcontextprotocol/server',
    'zod',
  ),
})
// Next to the packages, so that they import these and not what the repository itself has installed.
cpSync(join(import.meta.dirname, 'servers'), join(folder, 'servers'), { recursive: true })

const platform = await Platform.start()
const staff = await Staff.signUp(platform.origin)
const servers = THIRD_PARTY_SERVERS.map(
  (one) => [packageOf(one), checkThirdPartyServer(folder, one)] as const,
)
await runChecks([
  ...checksOfJob('sdk:conformance', Object.fromEntries(servers)),
  ...(await checkOfficialScenarios(folder, staff)),
])
await platform.end()
// Some of the third-party servers leave timers behind.
process.exit()
