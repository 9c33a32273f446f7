import { differsInAppSecret } from '../domain/authorization/differs-in-app-secret.ts'
import { findMismatches } from '../domain/find-mismatches.ts'
import type { Mismatches } from '../domain/mismatches.ts'
import type { Job } from './job.ts'

/**
 * Compares the settings of this process that all must share with those of the others, in each of them: the one that started
 * first must hear of one that starts later with another setting.
 *
 * @param onCompared hears each time in which they differ
 */
export function compareSettings(onCompared: (mismatches: Mismatches) => void): Job {
  return {
    name: 'compare-settings',
    interval: 20_000,
    everywhere: true,
    run: async (ctx) =>
      onCompared({ APP_SECRET: await differsInAppSecret(ctx), ...(await findMismatches(ctx)) }),
  }
}
