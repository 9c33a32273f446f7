/*
 * The SDK beside the oldest and the newest supported release of each MCP SDK: packed and in clean apps, imported and
 * required; and its whole test suite beside the oldest. Not part of `npm test`, because it installs all that from the
 * package registry first.
 *
 *   npm run sdk:mcp-versions
 */
import { ownVersions } from '../../../../testkit/packages/install-packages.ts'
import { packSdk } from '../../../../testkit/packages/pack-sdk.ts'
import { runChecks } from '../../../../testkit/checks/run-checks.ts'
import { checkCompilers } from './compilers.ts'
import { checkOldestSuite } from './oldest-suite.ts'
import { checkPackedApps } from './packed-apps.ts'
import { checkTypes } from './type-resolution.ts'

/** The lower ends of the peer dependencies; the upper ends are what this repository is developed with. */
const OLDEST = { '@modelcontextprotocol/sdk': '1.25.0', '@modelcontextprotocol/server': '2.0.0' }
const NEWEST = ownVersions('@modelcontextprotocol/sdk', '@modelcontextprotocol/server')

const tarball = await packSdk()
await runChecks([
  checkTypes(tarball),
  ...checkCompilers(tarball),
  ...checkPackedApps(tarball, [OLDEST, NEWEST]),
  checkOldestSuite(OLDEST),
])
