/*
 * Third-party clients against servers with the packed SDK: they list the tools, sign their users in and raise tickets.
 * Not part of `npm test`, because it installs them from the package registry first.
 *
 *   npm run sdk:clients
 */
import '../../../../testkit/http/resolve-localhost.ts'
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runChecks } from '../../../../testkit/checks/run-checks.ts'
import { installPackages, ownVersions } from '../../../../testkit/packages/install-packages.ts'
import { packSdk } from '../../../../testkit/packages/pack-sdk.ts'
import { HttpsPlatform } from '../../../../testkit/platform/https-platform.ts'
import { Platform } from '../../../../testkit/platform/platform.ts'
import { Staff } from '../../../../testkit/staff/staff.ts'
import { checkWithInspector } from './inspector.ts'
import { checkSignInWithMcpRemote, MCP_REMOTES } from './mcp-remote.ts'
import { checkSignInWithInspector } from './oauth-inspector.ts'
import { checkSignInWithOfficialClients } from './official-clients.ts'
import { checkSignInWithPython } from './python-clients.ts'

const folder = await installPackages('clients', {
  '@mcp-obs/server': await packSdk(),
  '@modelcontextprotocol/inspector': '2.12.0',
  ...MCP_REMOTES,
  ...ownVersions(
    '@modelcontextprotocol/node',
    '@modelcontextprotocol/sdk',
    '@modelcontextprotocol/server',
    'zod',
  ),
})
// Next to the packages, so that they import these and not what the repository itself has installed.
cpSync(fileURLToPath(new URL('../../../../examples', import.meta.url)), join(folder, 'examples'), {
  recursive: true,
})

const platform = await Platform.start()
const staff = await Staff.signUp(platform.origin)
const secure = await HttpsPlatform.start()
await runChecks([
  ...checkWithInspector(folder),
  ...checkSignInWithInspector(folder, staff),
  ...checkSignInWithOfficialClients(folder, staff),
  ...checkSignInWithPython(folder, staff),
  ...checkSignInWithMcpRemote(folder, await Staff.signUp(secure.platform.origin), secure.certificate),
])
await platform.end()
await secure.end()
