import { LockMode } from '@mikro-orm/core'
import type { EntityManager } from '@mikro-orm/sql'
import { isLockConflict, repeatAfterDeadlock } from '../../db/lock-conflict.ts'
import { lockRowsOnly } from '../../db/lock-rows-only.ts'
import { forkForTenant } from '../../db/tenant.ts'
import type { PlatformContext, TenantScope } from '../context.ts'
import { publishChange } from '../publish-change.ts'
import { eachApart } from '../each-apart.ts'
import { McpServer } from '../mcp-server/mcp-server.entity.ts'
import { lockTickets } from '../support-ticket/lock-ticket.ts'
import { removeHistories, removeTickets } from '../support-ticket/ticket-removal.repository.ts'
import { queueTickets } from '../ticket-search/search-todo.repository.ts'
import { endOfRetention } from './end-of-retention.ts'
import { findOpenedBefore, listServersWithRetention, type OldTicket } from './retention.repository.ts'

/** Tickets that are deleted in one transaction. */
const BATCH = 50

type Scope = Pick<TenantScope, 'em' | 'organizationId' | 'now'>

/**
 * Deletes the tickets that are older than their MCP server keeps them, with their histories, in batches. A batch of which somebody
 * else has a ticket is left: it has another turn at the end, and then in the next run.
 */
export async function deleteOldTickets({ em, now }: Pick<PlatformContext, 'em' | 'now'>): Promise<void> {
  await eachApart(listServersWithRetention(em), async ({ organization_id: organizationId, id }) => {
    const scope = { em: forkForTenant(em, organizationId), organizationId, now }
    const isDone = await deleteOf(scope, id)
    if (!isDone) await deleteOf(scope, id)
  })
}

/** @returns whether no batch was left */
async function deleteOf(scope: Scope, mcpServerId: string): Promise<boolean> {
  let isDone = true
  let last: OldTicket | undefined
  do {
    const batch = await deleteBatch(scope, mcpServerId, last)
    if (batch.isBusy) isDone = false
    last = batch.last
    scope.em.clear()
  } while (last)
  return isDone
}

interface Batch {
  /** Somebody else had one of its tickets, so that none was deleted. */
  isBusy: boolean
  /** Where the next batch begins; absent where nothing more is old. */
  last?: OldTicket | undefined
}

/** @param after the last ticket of the batch before: what was deleted is not read again, which takes long while a backup is made */
async function deleteBatch(scope: Scope, mcpServerId: string, after: OldTicket | undefined): Promise<Batch> {
  let found: OldTicket[] = []
  const lastOf = () => (found.length === BATCH ? found.at(-1) : undefined)
  try {
    await repeatAfterDeadlock(async () => {
      found = []
      await lockRowsOnly(scope.em, async (tx) => {
        found = await findOld(tx, scope, mcpServerId, after)
        const ids = found.map(({ id }) => id)
        if (ids.length > 0) await deleteTickets(tx, scope.organizationId, ids)
      })
    })
    return { isBusy: false, last: lastOf() }
  } catch (error) {
    if (!isLockConflict(error)) throw error
    return { isBusy: true, last: lastOf() }
  }
}

async function findOld(
  tx: EntityManager,
  { organizationId, now }: Scope,
  mcpServerId: string,
  after: OldTicket | undefined,
): Promise<OldTicket[]> {
  // A run can take long, and its process can be frozen. So each batch goes by the days as they are now, and whoever changes
  // them waits for its end. The lock is a shared one: tickets are opened meanwhile.
  const server = await tx.findOne(
    McpServer,
    { id: mcpServerId },
    { lockMode: LockMode.PESSIMISTIC_READ, refresh: true },
  )
  const days = server?.retentionDays ?? null
  if (days === null) return []
  const before = endOfRetention(now(), days)
  return findOpenedBefore({ em: tx, organizationId }, mcpServerId, [after, before], BATCH)
}

async function deleteTickets(em: EntityManager, organizationId: string, ids: string[]): Promise<void> {
  const tickets = await lockTickets(em, ids)
  await removeHistories(em, organizationId, ids)
  await removeTickets(em, organizationId, ids)
  await queueTickets(em, organizationId, ids)
  const references = tickets.map(({ reference }) => reference)
  if (references.length > 0) await publishChange(em, organizationId, { type: 'tickets-changed', references })
}
