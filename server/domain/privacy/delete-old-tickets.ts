import type { EntityManager } from '@mikro-orm/sql'
import { forkForTenant } from '../../db/tenant.ts'
import type { PlatformContext } from '../context.ts'
import { publishChange } from '../change-event.repository.ts'
import { eachApart } from '../each-apart.ts'
import { lockTickets } from '../support-ticket/lock-ticket.ts'
import { SupportTicketEvent } from '../support-ticket/support-ticket-event.entity.ts'
import { SupportTicket } from '../support-ticket/support-ticket.entity.ts'
import { queueTickets } from '../ticket-search/search-todo.repository.ts'
import { endOfRetention } from './end-of-retention.ts'
import { findOpenedBefore, listRetentions } from './retention.repository.ts'

/** Tickets that are deleted in one transaction. */
const BATCH = 50

/** Deletes the tickets that are older than their MCP server keeps them, with their histories, in batches. */
export async function deleteOldTickets({ em, now }: Pick<PlatformContext, 'em' | 'now'>): Promise<void> {
  await eachApart(await listRetentions(em), async ({ organizationId, mcpServerId, days }) => {
    const before = endOfRetention(now(), days)
    const scope = { em: forkForTenant(em, organizationId), organizationId }
    for (;;) {
      const ids = await findOpenedBefore(scope, mcpServerId, before, BATCH)
      if (ids.length > 0) await scope.em.transactional((tx) => deleteTickets(tx, organizationId, ids))
      scope.em.clear()
      if (ids.length < BATCH) break
    }
  })
}

async function deleteTickets(em: EntityManager, organizationId: string, ids: string[]): Promise<void> {
  const tickets = await lockTickets(em, { id: { $in: ids } })
  await em.nativeDelete(SupportTicketEvent, { supportTicketId: { $in: ids } })
  await em.nativeDelete(SupportTicket, { id: { $in: ids } })
  await queueTickets(em, organizationId, ids)
  const references = tickets.map(({ reference }) => reference)
  if (references.length > 0) await publishChange(em, organizationId, { type: 'tickets-changed', references })
}
