import type { EntityManager } from '@mikro-orm/sql'
import { deleteSql } from '../../db/keyset.ts'

/**
 * Deletes the histories of tickets that the transaction has locked. Who adds to a history locks its ticket first, so no row comes
 * after this.
 *
 * @returns how many rows they had
 */
export async function removeHistories(
  em: EntityManager,
  organizationId: string,
  ticketIds: readonly string[],
): Promise<number> {
  const sql = `${deleteSql('support_ticket_event', 'support_ticket_event_ticket_index')}
    where organization_id = ? and support_ticket_id in (?)`
  const { affectedRows } = await em.execute<{ affectedRows: number }>(sql, [organizationId, ticketIds], 'run')
  return affectedRows
}

/** Deletes tickets that the transaction has locked, and whose histories are gone. */
export async function removeTickets(
  em: EntityManager,
  organizationId: string,
  ids: readonly string[],
): Promise<void> {
  await em.execute(`${deleteSql('support_ticket')} where organization_id = ? and id in (?)`, [
    organizationId,
    ids,
  ])
}
