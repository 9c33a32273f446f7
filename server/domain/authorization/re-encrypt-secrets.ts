import type { PlatformContext } from '../context.ts'
import { rememberAppSecret } from './app-secret-fingerprint.ts'
import { readOrganizationIds, readSealedRows, replaceSealed, SEALED } from './sealed-values.repository.ts'
import { Vault } from './vault.ts'

/** How many values of one kind there are, by the secret that they are sealed with. */
export interface SealedCount {
  what: string
  current: number
  previous: number
  /** Sealed with neither. */
  unreadable: number
  /** How many of the unreadable are signing keys of servers that sign with another one by now, so that nobody misses them. */
  replaced: number
}

/**
 * Seals everything anew with `APP_SECRET` that is sealed with `APP_SECRET_PREVIOUS`. It can be repeated, and the platform
 * may run meanwhile. What neither secret opens stays as it is.
 *
 * @param dryRun only counts
 * @returns what there was before
 */
export async function reEncryptSecrets(
  ctx: PlatformContext,
  { dryRun }: { dryRun: boolean },
): Promise<SealedCount[]> {
  const counts: SealedCount[] = []
  for (const kind of SEALED) {
    const count = { what: kind.what, current: 0, previous: 0, unreadable: 0, replaced: 0 }
    counts.push(count)
    for await (const organizationId of readOrganizationIds(ctx.em)) {
      const readable = new Set<string>()
      const unreadable: string[] = []
      for await (const row of readSealedRows(ctx.em, kind, organizationId)) {
        const vault = new Vault(ctx.settings, row.mcpServerId)
        const opened = await vault.inspect<object>(row.sealed)
        count[!opened ? 'unreadable' : opened.isCurrent ? 'current' : 'previous']++
        if (opened) readable.add(row.mcpServerId)
        else if (kind.table === 'signing_key') unreadable.push(row.mcpServerId)
        if (!opened || opened.isCurrent || dryRun) continue
        await replaceSealed(ctx.em, kind, organizationId, row, await vault.seal(opened.value))
      }
      count.replaced += unreadable.filter((server) => readable.has(server)).length
    }
  }
  // Otherwise the starts would no longer say that something is lost.
  if (!dryRun && listLost(counts) === '') await rememberAppSecret(ctx)
  return counts
}

/** What is missed because neither secret opens it, such as `signing keys: 1, clients: 2`; empty when there is nothing. */
export function listLost(counts: readonly SealedCount[]): string {
  const lost = counts.map(({ what, unreadable, replaced }) => ({ what, count: unreadable - replaced }))
  return lost.flatMap(({ what, count }) => (count > 0 ? [`${what}: ${count}`] : [])).join(', ')
}
