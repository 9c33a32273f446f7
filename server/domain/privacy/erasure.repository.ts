import type { EntityManager } from '@mikro-orm/sql'
import { ALL_TENANTS } from '../../db/all-tenants.ts'
import { indexHint, primaryHint } from '../../db/keyset.ts'
import { readByKey } from '../../db/read-by-key.ts'
import { queueTickets } from '../ticket-search/search-todo.repository.ts'

/** Whose tickets: those of a signed-in user, or those with a keyed hash of an address. */
export interface ErasureTarget {
  reporterKey: string
  mcpServerUserId?: string | null | undefined
}

interface Tenant {
  em: EntityManager
  organizationId: string
}

/** Ids of some of the tickets that a target has. */
export async function findTicketsOf(
  { em, organizationId }: Tenant,
  target: ErasureTarget,
  limit: number,
): Promise<string[]> {
  const { from, value } = ticketsOf(em, target)
  const rows: { id: string }[] = await em.execute(`select id ${from} limit ?`, [organizationId, value, limit])
  return rows.map(({ id }) => id)
}

/** How many tickets a target has, up to `cap`. */
export async function countTicketsOf(
  { em, organizationId }: Tenant,
  target: ErasureTarget,
  cap: number,
): Promise<number> {
  const { from, value } = ticketsOf(em, target)
  const rows: { count: number }[] = await em.execute(
    `select count(*) as count from (select 1 ${from} limit ?) as capped`,
    [organizationId, value, cap],
  )
  return rows[0]?.count ?? 0
}

function ticketsOf(em: EntityManager, { reporterKey, mcpServerUserId }: ErasureTarget) {
  const [index, column] = mcpServerUserId
    ? ['support_ticket_list_user', 'mcp_server_user_id']
    : ['support_ticket_list_reporter', 'reporter_key']
  return {
    from: `from support_ticket ${indexHint(em, index)} where organization_id = ? and ${column} = ?`,
    value: mcpServerUserId ?? reporterKey,
  }
}

/**
 * Takes away what tickets say and who opened them, also from their histories and, by a job, from the search index. Status, dates,
 * tool, category and fingerprint stay. Without idempotency record, the same words sent again open a new ticket.
 *
 * @param ids of tickets that the transaction has locked: who adds to a history locks its ticket first
 */
export async function eraseTickets(
  { em, organizationId }: Tenant,
  ids: readonly string[],
  at: Date,
): Promise<void> {
  await em.execute(
    `update support_ticket ${primaryHint(em)} set title = ?, description = ?, context = null, email = null, error_name = null, error_message = null,
       has_call = ?, mcp_server_user_id = null, mcp_server_session_id = null, reporter_key = null,
       idempotency_hash = null, idempotency_fingerprint = null, erased_at = ?, version = version + 1
     where organization_id = ? and id in (?)`,
    ['', '', false, at, organizationId, ids],
  )
  const history = indexHint(em, 'support_ticket_event_ticket_index')
  await em.execute(
    `update support_ticket_event ${history} set from_text = null, to_text = null
     where organization_id = ? and support_ticket_id in (?) and type in (?)`,
    [organizationId, ids, ['title_changed', 'withheld']],
  )
  await em.execute(
    `update support_ticket_event ${history} set note = ?
     where organization_id = ? and support_ticket_id in (?) and type = ?`,
    ['', organizationId, ids, 'noted'],
  )
  await queueTickets(em, organizationId, ids)
}

/** The organizations in which an erasure began before a time, and is not done. */
export function findUnfinishedErasures(
  em: EntityManager,
  before: Date,
): AsyncGenerator<{ organization_id: string }> {
  return readByKey(
    em,
    'organization_id',
    `select ${ALL_TENANTS} distinct organization_id from erasure where started_at < ? and organization_id > ?`,
    [before],
  )
}
