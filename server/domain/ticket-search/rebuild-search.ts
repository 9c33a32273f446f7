import type { PlatformContext } from '../context.ts'
import { DomainError } from '../errors.ts'
import { tenantScope } from '../tenant-scope.ts'
import { giveWay } from '../../db/give-way.ts'
import { largeBatchOf } from './batch-size.ts'
import { beginRebuild, continueRebuild } from './rebuild-index.ts'
import { findOrganizations } from './organizations.repository.ts'
import { readState } from './search-state.repository.ts'

/** Milliseconds between two lines about how far it is. */
const SAID_EVERY_MS = 10_000

/**
 * Builds the search index of one organization, or of all, again.
 *
 * @param say hears how far it is
 * @returns how many organizations that were
 * @throws DomainError `organization-not-found`
 */
export async function rebuildSearch(
  platform: PlatformContext,
  slug: string | undefined,
  say: (sentence: string) => void,
): Promise<number> {
  let count = 0
  for await (const { id, slug: name } of findOrganizations(platform.em, slug)) {
    count++
    const scope = tenantScope(platform, id)
    await beginRebuild(scope)
    let said = performance.now()
    while ((await readState(scope))?.completeTo) {
      await continueRebuild(scope, largeBatchOf(scope))
      await giveWay()
      if (performance.now() - said < SAID_EVERY_MS) continue
      said = performance.now()
      const to = (await readState(scope))?.completeTo
      if (to) say(`${name}: back to ${to.at.toISOString()}`)
    }
  }
  if (slug !== undefined && count === 0) throw new DomainError('organization-not-found')
  return count
}
