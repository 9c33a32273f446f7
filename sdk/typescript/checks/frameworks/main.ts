/*
 * The recipes of the SDK's README with the packed SDK: each program is compiled with the framework's own types, started, and
 * used by the official clients. Not part of `npm test`, because it installs the frameworks from the package registry first.
 *
 *   npm run sdk:frameworks
 */
import '../../../../testkit/http/resolve-localhost.ts'
import { runChecks } from '../../../../testkit/checks/run-checks.ts'
import { packSdk } from '../../../../testkit/packages/pack-sdk.ts'
import { Platform } from '../../../../testkit/platform/platform.ts'
import { Staff } from '../../../../testkit/staff/staff.ts'
import { checkRecipes } from './check-recipes.ts'

const tarball = await packSdk()
const platform = await Platform.start()
const staff = await Staff.signUp(platform.origin)
await runChecks(checkRecipes(tarball, staff))
await platform.end()
