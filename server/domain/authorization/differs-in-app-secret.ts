import type { PlatformContext } from '../context.ts'
import { exchangeFingerprints } from '../process-settings.repository.ts'
import { fingerprintOfSecret } from './app-secret-fingerprint.ts'

/**
 * Whether another process that runs on this database makes what this one cannot open, or the other way round. While the
 * secret is changed as `docs/operating.md` says, each of them opens what all of them make.
 */
export async function differsInAppSecret({
  em,
  settings,
}: Pick<PlatformContext, 'em' | 'settings'>): Promise<boolean> {
  const { appSecret, previousAppSecret } = settings
  const own = [appSecret, ...(previousAppSecret ? [previousAppSecret] : [])].map(fingerprintOfSecret)
  const others = await exchangeFingerprints(em, 'sec-', own.join(' '))
  return others.some((shown) => {
    const theirs = shown.split(' ')
    return !own.includes(theirs[0]!) || !theirs.includes(own[0]!)
  })
}
