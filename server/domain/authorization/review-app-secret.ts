import type { PlatformContext } from '../context.ts'
import { tenantScope } from '../tenant-scope.ts'
import { fingerprintOfSecret, readRememberedSecret, rememberAppSecret } from './app-secret-fingerprint.ts'
import { hasReadableKey, readSigningKeys } from './signing-keys.ts'
import { findSignInServers } from './sign-in-server.repository.ts'

/** What an operator should hear about the secret at a start. */
export interface SecretFinding {
  isLoss: boolean
  sentence: string
}

const ROTATING =
  'APP_SECRET is new, and APP_SECRET_PREVIOUS still opens what was sealed with the one before. ' +
  'When every process has both, run "npm run secrets -- re-encrypt".'

/**
 * Compares the secret with the one that this database was used with. If that one is lost, the authorization servers get
 * new signing keys, so that users can sign in again.
 *
 * @returns undefined when the secret is the same as ever
 */
export async function reviewAppSecret(ctx: PlatformContext): Promise<SecretFinding | undefined> {
  const { appSecret, previousAppSecret } = ctx.settings
  const remembered = await readRememberedSecret(ctx)
  if (remembered === fingerprintOfSecret(appSecret)) return undefined
  if (previousAppSecret && remembered === fingerprintOfSecret(previousAppSecret))
    return { isLoss: false, sentence: ROTATING }

  const lost = await replaceLostKeys(ctx)
  await rememberAppSecret(ctx)
  // The first start of a release that remembers it, with the secret that was always there.
  if (remembered === undefined && lost === 0) return undefined
  return { isLoss: true, sentence: describeLoss(lost) }
}

/** @returns how many MCP servers had signing keys that no secret opens */
async function replaceLostKeys(ctx: PlatformContext): Promise<number> {
  let lost = 0
  for (const { organizationId, mcpServerId } of await findSignInServers(ctx.em)) {
    const scope = tenantScope(ctx, organizationId)
    if ((await hasReadableKey(scope, mcpServerId)) !== false) continue
    lost++
    await readSigningKeys(scope, mcpServerId)
  }
  return lost
}

function describeLoss(servers: number): string {
  return (
    'APP_SECRET is not the one that this database was used with, and APP_SECRET_PREVIOUS is not either. ' +
    `Lost are the sign-ins of MCP servers whose users sign in (with keys: ${servers}): their clients register again, ` +
    'their users sign in again, and new signing keys were made. Lost are also the receipts with which reporters ask ' +
    'for the status of tickets. Everything comes back when the old secret is set as APP_SECRET_PREVIOUS.'
  )
}
