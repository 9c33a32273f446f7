/*
 * The SDK beside the oldest and the newest supported release of each MCP SDK: packed and in clean apps, imported and
 * required; and its whole test suite beside the oldest. Not part of `npm test`, because it installs all that from the
 * package registry first.
 *
 *   npm run sdk:mcp-versions
 */
import { packSdk } from '../../../../testkit/packages/pack-sdk.ts'
import { runChecks } from '../../../../testkit/checks/run-checks.ts'
import { checksOfJob, versionsOf } from '../works-on.ts'
import { checkCompilers } from './compilers.ts'
import { checkOldestSuite } from './oldest-suite.ts'
import { checkPackedApps } from './packed-apps.ts'
import { checkTypes } from './type-resolution.ts'

const V1 = '@modelcontextprotocol/sdk'
const V2 = '@modelcontextprotocol/server'

/** The lower ends of the peer dependencies. */
const OLDEST = { [V1]: versionsOf(V1)[0] ?? '', [V2]: versionsOf(V2)[0] ?? '' }
const NEWEST = { [V1]: versionsOf(V1).at(-1) ?? '', [V2]: versionsOf(V2).at(-1) ?? '' }

const tarball = await packSdk()
const apps = checkPackedApps(tarball, [OLDEST, NEWEST])
const appsWith = (name: string) => apps.filter((check) => check.name.includes(`${name}/`))
await runChecks([
  ...checksOfJob('sdk:mcp-versions', {
    TypeScript: [checkTypes(tarball), ...checkCompilers(tarball)],
    [V1]: appsWith(V1),
    [V2]: appsWith(V2),
  }),
  checkOldestSuite(OLDEST),
])
