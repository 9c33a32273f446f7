import type { EntityManager } from '@mikro-orm/sql'
import { deleteSql, indexHint, primaryHint } from '../../db/keyset.ts'
import { readTimestamp } from '../../db/read-timestamp.ts'

/** What stands in the index for a ticket. */
export interface IndexedTicket {
  searchNo: number
  terms: string[]
}

/** A ticket as the index needs it. */
export interface TicketRow {
  id: string
  mcp_server_id: string
  title: string
  description: string
  category: string
  status: string
  resolution: string | null
  email: string | null
  context: unknown
  created_at: string | number
  erased_at: string | number | null
  search_no: number | null
  tool: string | null
  error_name: string | null
  error_fingerprint: string | null
  error_message: string | null
  reporter_key: string | null
  has_call: boolean | number
  mcp_server_user_id: string | null
  user_name: string | null
  user_email: string | null
}

/** Tickets with these ids, by id. One that was deleted is absent. */
export async function readTickets(
  em: EntityManager,
  organizationId: string,
  ids: readonly string[],
): Promise<Map<string, TicketRow>> {
  const rows: TicketRow[] = await em.execute(
    `select t.id, t.mcp_server_id, t.title, t.description, t.category, t.status, t.resolution, t.email, t.context,
       t.created_at, t.erased_at, t.search_no, t.tool, t.error_name, t.error_fingerprint, t.error_message, t.reporter_key,
       t.has_call,
       t.mcp_server_user_id, u.name as user_name, u.email as user_email
     from support_ticket t ${primaryHint(em)}
     left join mcp_server_user u on u.organization_id = t.organization_id and u.id = t.mcp_server_user_id
     where t.organization_id = ? and t.id in (?)`,
    [organizationId, ids],
  )
  return new Map(rows.map((row) => [row.id, row]))
}

/** Where a ticket is in the order of time. */
export interface Place {
  at: Date
  id: string
}

/** A place that is after all tickets, also of processes whose clock is ahead. */
export async function readTop(em: EntityManager, organizationId: string, now: Date): Promise<Place> {
  const rows: { created_at: string | number }[] = await em.execute(
    `select created_at from support_ticket ${indexHint(em, 'support_ticket_list')}
     where organization_id = ? order by created_at desc, id desc limit 1`,
    [organizationId],
  )
  const newest = rows[0] ? readTimestamp(rows[0].created_at).getTime() : 0
  return { at: new Date(Math.max(newest + 1, now.getTime())), id: '' }
}

/** The ticket with the lowest number, or the highest. */
export async function readOutermost(
  em: EntityManager,
  organizationId: string,
  end: 'lowest' | 'highest',
): Promise<Place | undefined> {
  const rows: { id: string; created_at: string | number }[] = await em.execute(
    `select id, created_at from support_ticket ${indexHint(em, 'support_ticket_search_unique')}
     where organization_id = ? and search_no is not null
     order by search_no ${end === 'lowest' ? 'asc' : 'desc'} limit 1`,
    [organizationId],
  )
  return rows[0] && { id: rows[0].id, at: readTimestamp(rows[0].created_at) }
}

/** A ticket with its number in the index, if it has one. */
export interface OlderTicket extends Place {
  searchNo: number | null
}

/** Tickets older than a place, the newest first. */
export async function readOlderTickets(
  em: EntityManager,
  organizationId: string,
  { at, id }: Place,
  limit: number,
): Promise<OlderTicket[]> {
  const rows: { id: string; created_at: string | number; search_no: number | null }[] = await em.execute(
    `select id, created_at, search_no from support_ticket ${indexHint(em, 'support_ticket_list')}
     where organization_id = ? and created_at <= ? and (created_at < ? or id < ?)
     order by created_at desc, id desc limit ?`,
    [organizationId, at, at, id, limit],
  )
  return rows.map((row) => ({ id: row.id, at: readTimestamp(row.created_at), searchNo: row.search_no }))
}

/** What stands in the index for these tickets, by id. */
export async function readIndexed(
  em: EntityManager,
  organizationId: string,
  ids: readonly string[],
): Promise<Map<string, IndexedTicket>> {
  const rows: { ticket_id: string; search_no: number; terms: string }[] = await em.execute(
    `select ticket_id, search_no, terms from search_ticket ${primaryHint(em)} where organization_id = ? and ticket_id in (?)`,
    [organizationId, ids],
  )
  return new Map(
    rows.map((row) => [row.ticket_id, { searchNo: row.search_no, terms: JSON.parse(row.terms) as string[] }]),
  )
}

/**
 * Replaces what stands in the index for tickets.
 *
 * @param outdated the ids of those that stand in it. What is not in `tickets` is taken out
 */
export async function writeIndexed(
  em: EntityManager,
  organizationId: string,
  outdated: readonly string[],
  tickets: ReadonlyMap<string, IndexedTicket>,
): Promise<void> {
  if (outdated.length > 0)
    await em.execute(`${deleteSql('search_ticket')} where organization_id = ? and ticket_id in (?)`, [
      organizationId,
      outdated,
    ])
  if (tickets.size === 0) return
  const values = [...tickets].map(([id, { searchNo, terms }]) => [
    organizationId,
    id,
    searchNo,
    JSON.stringify(terms),
  ])
  await em.execute(
    `insert into search_ticket (organization_id, ticket_id, search_no, terms) values ${values.map(() => '(?)').join(', ')}`,
    values,
  )
}

/** Rows of one statement that clears. */
const CLEARED = 500

/** Takes some of an organization's index away. The caller has locked its state. @returns whether there was any */
export async function clearSome(em: EntityManager, organizationId: string): Promise<boolean> {
  for (const [table, key] of [
    ['search_posting', 'term'],
    ['search_ticket', 'ticket_id'],
  ] as const) {
    const rows: { found: unknown }[] = await em.execute(
      `select distinct ${key} as found from (select ${key} from ${table} where organization_id = ? limit ?) as some`,
      [organizationId, CLEARED],
    )
    if (rows.length === 0) continue
    const found = rows.map((row) => row.found)
    await em.execute(`${deleteSql(table)} where organization_id = ? and ${key} in (?)`, [
      organizationId,
      found,
    ])
    return true
  }
  return false
}
