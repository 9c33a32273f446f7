import { loadOnce } from '#shared/load-once.ts'
import type { RunProvider } from './run-provider.ts'

/** Loads oidc-provider at its first call. A start does not need it. */
export type LoadRunner = () => Promise<RunProvider>

/** @param findFetch says once how documents that identify clients are fetched, or that none may be */
export function runnerLoader(findFetch: () => Promise<typeof fetch | undefined>): LoadRunner {
  return loadOnce(async () => {
    const { providerRunner } = await import('./run-provider.ts')
    return providerRunner(await findFetch())
  })
}
