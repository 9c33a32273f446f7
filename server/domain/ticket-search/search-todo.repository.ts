import type { EntityManager } from '@mikro-orm/sql'
import { newId } from '../../db/column-types.ts'
import { deleteSql, indexHint } from '../../db/keyset.ts'
import { runStatement, type Statement } from '../../db/statement.ts'

/** The statement of `queueTicket`, for transactions that the manager does not run. */
export function queueTicketSql(organizationId: string, ticketId: string): Statement {
  return {
    sql: 'insert into search_todo (organization_id, id, ticket_id) values (?, ?, ?)',
    values: [organizationId, newId(), ticketId],
  }
}

/** Tells the search index of a change of a ticket, in the transaction of the change. */
export async function queueTicket(
  em: EntityManager,
  organizationId: string,
  ticketId: string,
): Promise<void> {
  await runStatement(em, queueTicketSql(organizationId, ticketId))
}

/** The same for changes of several tickets. */
export async function queueTickets(
  em: EntityManager,
  organizationId: string,
  ticketIds: readonly string[],
): Promise<void> {
  await em.execute(
    `insert into search_todo (organization_id, id, ticket_id) values ${ticketIds.map(() => '(?, ?, ?)').join(', ')}`,
    ticketIds.flatMap((ticketId) => [organizationId, newId(), ticketId]),
  )
}

interface TodoRow {
  id: string
  ticketId: string
}

/** The oldest changes of an organization that its index does not have. */
export async function readQueue(
  em: EntityManager,
  organizationId: string,
  limit: number,
): Promise<TodoRow[]> {
  const rows: { id: string; ticket_id: string }[] = await em.execute(
    'select id, ticket_id from search_todo where organization_id = ? order by id limit ?',
    [organizationId, limit],
  )
  return rows.map((row) => ({ id: row.id, ticketId: row.ticket_id }))
}

/** The same with the number that a ticket has in the index; null for one that is not in it. */
export async function readQueuedNumbers(
  em: EntityManager,
  organizationId: string,
  limit: number,
): Promise<{ ticketId: string; searchNo: number | null }[]> {
  const rows: { ticket_id: string; search_no: number | null }[] = await em.execute(
    `select q.ticket_id, t.search_no from search_todo q
     left join search_ticket t on t.organization_id = q.organization_id and t.ticket_id = q.ticket_id
     where q.organization_id = ? order by q.id limit ?`,
    [organizationId, limit],
  )
  return rows.map((row) => ({ ticketId: row.ticket_id, searchNo: row.search_no }))
}

export async function removeFromQueue(
  em: EntityManager,
  organizationId: string,
  ids: readonly string[],
): Promise<void> {
  const sql = `${deleteSql('search_todo')} where organization_id = ? and id in (?)`
  await em.execute(sql, [organizationId, ids])
}

/** Tickets in the queue of one sweep. */
const SWEPT = 500

/** Queues tickets that were opened before a time and are not in the index. */
export async function queueForgotten(em: EntityManager, organizationId: string, before: Date): Promise<void> {
  const rows: { id: string }[] = await em.execute(
    `select id from support_ticket ${indexHint(em, 'support_ticket_search_unique')}
     where organization_id = ? and search_no is null and created_at < ? limit ?`,
    [organizationId, before, SWEPT],
  )
  if (rows.length === 0) return
  await queueTickets(
    em,
    organizationId,
    rows.map(({ id }) => id),
  )
}
