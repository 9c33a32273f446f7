import { createHmac } from 'node:crypto'
import type { PlatformContext } from '../context.ts'
import { PlatformState } from '../platform-state.entity.ts'

/** The row that remembers with which secret everything is sealed. */
const NAME = 'app-secret'

/** Tells secrets apart without revealing them. */
export function fingerprintOfSecret(secret: string): string {
  return createHmac('sha256', secret).update('fingerprint of the app secret').digest('base64url')
}

/** Follows a fingerprint after a start with a secret that did not open what was there. */
const MIXED = '+'

export interface RememberedSecret {
  /** Of the secret with which everything is sealed; undefined before the first start. */
  fingerprint: string | undefined
  /** Whether the platform was also started with a secret that has nothing to do with that one. */
  isMixed: boolean
}

export async function readRememberedSecret({ em }: PlatformContext): Promise<RememberedSecret> {
  const { value } = await em.fork().findOneOrFail(PlatformState, { name: NAME })
  return { fingerprint: value?.replace(MIXED, ''), isMixed: value?.endsWith(MIXED) ?? false }
}

/** Remembers that everything is sealed with the current secret. */
export async function rememberAppSecret({ em, settings }: PlatformContext): Promise<void> {
  await em.nativeUpdate(PlatformState, { name: NAME }, { value: fingerprintOfSecret(settings.appSecret) })
}

/** Remembers that what is sealed from now on cannot be opened with the remembered secret, which stays remembered. */
export async function rememberMixture({ em }: PlatformContext, fingerprint: string): Promise<void> {
  await em.nativeUpdate(PlatformState, { name: NAME }, { value: `${fingerprint}${MIXED}` })
}
