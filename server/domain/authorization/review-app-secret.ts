import type { PlatformContext } from '../context.ts'
import { describeMismatch } from '../mismatches.ts'
import { tenantScope } from '../tenant-scope.ts'
import {
  fingerprintOfSecret,
  readRememberedSecret,
  rememberAppSecret,
  rememberMixture,
} from './app-secret-fingerprint.ts'
import { differsInAppSecret } from './differs-in-app-secret.ts'
import { type OauthStore, serverStore } from './oauth-store.ts'
import { listLost, reEncryptSecrets, type SealedCount } from './re-encrypt-secrets.ts'
import { hasReadableKey, readSigningKeys } from './signing-keys.ts'
import { staffStore } from './staff-store.ts'
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
 * Compares the secret with the one that this database was used with. While that one is lost, every start says so, and
 * authorization servers without a key that can be opened get new ones, so that users can sign in again.
 *
 * @returns undefined when everything can be opened with the secret
 */
export async function reviewAppSecret(ctx: PlatformContext): Promise<SecretFinding | undefined> {
  const { appSecret, previousAppSecret } = ctx.settings
  const { fingerprint, isMixed } = await readRememberedSecret(ctx)
  const isCurrent = fingerprint === fingerprintOfSecret(appSecret)
  const isPrevious = !!previousAppSecret && fingerprint === fingerprintOfSecret(previousAppSecret)
  if (isCurrent && !isMixed) return undefined
  if (isPrevious && !isMixed) return { isLoss: false, sentence: ROTATING }

  await replaceLostKeys(ctx)
  const counts = await reEncryptSecrets(ctx, { dryRun: true })
  if (fingerprint !== undefined && !isCurrent && !isPrevious) {
    await rememberMixture(ctx, fingerprint)
    const doDiffer = await differsInAppSecret(ctx)
    const mismatch = doDiffer ? `${describeMismatch('APP_SECRET')} ` : ''
    return { isLoss: true, sentence: `${mismatch}${describeLoss(counts)}` }
  }
  if (listLost(counts) !== '') return { isLoss: true, sentence: describeRest(counts) }
  if (isPrevious || counts.some(({ previous }) => previous > 0)) return { isLoss: false, sentence: ROTATING }
  await rememberAppSecret(ctx)
  return undefined
}

async function replaceLostKeys(ctx: PlatformContext): Promise<void> {
  await replaceLostKey(staffStore(ctx))
  for await (const { organizationId, mcpServerId } of findSignInServers(ctx.em)) {
    await replaceLostKey(serverStore(tenantScope(ctx, organizationId), mcpServerId))
  }
}

async function replaceLostKey(store: OauthStore): Promise<void> {
  if ((await hasReadableKey(store)) === false) await readSigningKeys(store)
}

function describeLoss(counts: SealedCount[]): string {
  const sealed = listLost(counts)
  return (
    'APP_SECRET is not the one that this database was used with, and APP_SECRET_PREVIOUS is not either. ' +
    'Receipts of before, with which reporters ask for the status of tickets, do not work. ' +
    (sealed &&
      `Cannot be opened: ${sealed}. Authorization servers have new signing keys; their clients register again, and ` +
        'people sign in again. ') +
    'Everything comes back when the old secret is set as APP_SECRET_PREVIOUS, or as APP_SECRET.'
  )
}

/** The secret is the right one, and something is sealed with another one nevertheless. */
function describeRest(counts: SealedCount[]): string {
  return (
    'The platform also ran with another APP_SECRET, and what was sealed with that one cannot be opened: ' +
    `${listLost(counts)}. It comes back when that one is set as APP_SECRET_PREVIOUS. Until then, those clients ` +
    'register again, and those users sign in again.'
  )
}
