import { differsInAppSecret } from '../domain/authorization/differs-in-app-secret.ts'
import type { Job } from './job.ts'

/**
 * Compares the secret of this process with those of the others, in each of them: the one that started first must hear of
 * one that starts later with another secret.
 *
 * @param onCompared hears each time whether they differ
 */
export function compareAppSecrets(onCompared: (doDiffer: boolean) => void): Job {
  return {
    name: 'compare-app-secrets',
    interval: 20_000,
    everywhere: true,
    run: async (ctx) => onCompared(await differsInAppSecret(ctx)),
  }
}
