import type { PlatformContext } from '../context.ts'
import { rememberAppSecret } from './app-secret-fingerprint.ts'
import {
  readOwners,
  readSealedRows,
  replaceSealed,
  SEALED,
  type SealedTable,
} from './sealed-values.repository.ts'
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
  for (const { what, tables } of SEALED) {
    const count = { what, current: 0, previous: 0, unreadable: 0, replaced: 0 }
    counts.push(count)
    for (const table of tables) {
      for await (const owner of readOwners(ctx.em, table))
        await reEncryptRows(ctx, { table, owner, count, dryRun })
    }
  }
  // Otherwise the starts would no longer say that something is lost.
  if (!dryRun && listLost(counts) === '') await rememberAppSecret(ctx)
  return counts
}

interface Rows {
  table: SealedTable
  owner: string | undefined
  count: SealedCount
  dryRun: boolean
}

async function reEncryptRows(
  { em, settings }: PlatformContext,
  { table, owner, count, dryRun }: Rows,
): Promise<void> {
  const readable = new Set<string>()
  const unreadable: string[] = []
  for await (const row of readSealedRows(em, table, owner)) {
    const vault = new Vault(settings, row.server)
    const opened = vault.inspect<object>(row.sealed)
    count[!opened ? 'unreadable' : opened.isCurrent ? 'current' : 'previous']++
    if (opened) readable.add(row.server)
    else if (count.what === 'signing keys') unreadable.push(row.server)
    if (!opened || opened.isCurrent || dryRun) continue
    await replaceSealed(em, table, owner, row, vault.seal(opened.value))
  }
  count.replaced += unreadable.filter((server) => readable.has(server)).length
}

/** What is missed because neither secret opens it, such as `signing keys: 1, clients: 2`; empty when there is nothing. */
export function listLost(counts: readonly SealedCount[]): string {
  const lost = counts.map(({ what, unreadable, replaced }) => ({ what, count: unreadable - replaced }))
  return lost.flatMap(({ what, count }) => (count > 0 ? [`${what}: ${count}`] : [])).join(', ')
}
