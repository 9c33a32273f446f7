import { createHmac } from 'node:crypto'
import type { PlatformContext } from '../context.ts'
import { PlatformState } from '../platform-state.entity.ts'

/** The row that remembers with which secret everything is sealed. */
const NAME = 'app-secret'

/** Tells secrets apart without revealing them. */
export function fingerprintOfSecret(secret: string): string {
  return createHmac('sha256', secret).update('fingerprint of the app secret').digest('base64url')
}

/** The fingerprint of the secret with which everything is sealed; undefined before the first start. */
export async function readRememberedSecret({ em }: PlatformContext): Promise<string | undefined> {
  const row = await em.fork().findOneOrFail(PlatformState, { name: NAME })
  return row.value ?? undefined
}

/** Remembers that everything that can be opened is sealed with the current secret. */
export async function rememberAppSecret({ em, settings }: PlatformContext): Promise<void> {
  await em.nativeUpdate(PlatformState, { name: NAME }, { value: fingerprintOfSecret(settings.appSecret) })
}
