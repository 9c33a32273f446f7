import type { EntityManager } from '@mikro-orm/sql'
import { primaryHint } from '../../db/keyset.ts'
import { queueTickets } from '../ticket-search/search-todo.repository.ts'
import type { NextStatus } from './set-status.ts'

/** Gives locked tickets the same next status, each with its own next version, and queues them for the search index. */
export async function changeStatusRows(
  em: EntityManager,
  organizationId: string,
  ticketIds: readonly string[],
  { status, resolution, original, at }: NextStatus & { at: Date },
): Promise<void> {
  await em.execute(
    `update support_ticket ${primaryHint(em)} set status = ?, resolution = ?, duplicate_of_id = ?, updated_at = ?, version = version + 1
     where organization_id = ? and id in (?)`,
    [status, resolution ?? null, original?.id ?? null, at, organizationId, ticketIds],
  )
  await queueTickets(em, organizationId, ticketIds)
}
