import { LockMode } from '@mikro-orm/core'
import type { EntityManager } from '@mikro-orm/sql'
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
import { findOpenedBefore, listServersWithRetention } from './retention.repository.ts'

/** Tickets that are deleted in one transaction. */
const BATCH = 50

type Scope = Pick<TenantScope, 'em' | 'organizationId' | 'now'>

/** Deletes the tickets that are older than their MCP server keeps them, with their histories, in batches. */
export async function deleteOldTickets({ em, now }: Pick<PlatformContext, 'em' | 'now'>): Promise<void> {
  await eachApart(listServersWithRetention(em), async ({ organization_id: organizationId, id }) => {
    const scope = { em: forkForTenant(em, organizationId), organizationId, now }
    let isLeft = true
    while (isLeft) {
      isLeft = await deleteBatch(scope, id)
      scope.em.clear()
    }
  })
}

/** @returns whether more can be left */
async function deleteBatch({ em, organizationId, now }: Scope, mcpServerId: string): Promise<boolean> {
  return lockRowsOnly(em, async (tx) => {
    // A run can take long, and its process can be frozen. So each batch goes by the days as they are now, and whoever changes
    // them waits for its end. The lock is a shared one: tickets are opened meanwhile.
    const server = await tx.findOne(
      McpServer,
      { id: mcpServerId },
      { lockMode: LockMode.PESSIMISTIC_READ, refresh: true },
    )
    const days = server?.retentionDays ?? null
    if (days === null) return false
    const before = endOfRetention(now(), days)
    const ids = await findOpenedBefore({ em: tx, organizationId }, mcpServerId, before, BATCH)
    if (ids.length > 0) await deleteTickets(tx, organizationId, ids)
    return ids.length === BATCH
  })
}

async function deleteTickets(em: EntityManager, organizationId: string, ids: string[]): Promise<void> {
  const tickets = await lockTickets(em, { id: ids })
  await removeHistories(em, organizationId, ids)
  await removeTickets(em, organizationId, ids)
  await queueTickets(em, organizationId, ids)
  const references = tickets.map(({ reference }) => reference)
  if (references.length > 0) await publishChange(em, organizationId, { type: 'tickets-changed', references })
}
