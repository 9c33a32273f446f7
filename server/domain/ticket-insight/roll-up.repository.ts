import type { EntityManager } from '@mikro-orm/sql'
import { deleteSql, isEmbedded, primaryHint } from '../../db/keyset.ts'
import { readTimestamp } from '../../db/read-timestamp.ts'
import type { CountedTicket, TicketFacts } from './ticket-facts.ts'

/** What is added to one row. */
export interface SumRow {
  /** The row's key, without the organization. */
  key: Record<string, string | number>
  /** What else a new row has. */
  also: Record<string, string | number>
  counts: Record<string, number>
}

/** Rows of one statement. */
const CHUNK = 100

interface TicketRow {
  id: string
  origin: string
  mcp_server_id: string
  category: string
  tool: string | null
  error_fingerprint: string | null
  status: string
  resolution: string | null
  created_at: string | number
  updated_at: string | number
}

/** Tickets with the time of their last closing; of one without a history, when it was changed last. */
export async function readCountedTickets(
  em: EntityManager,
  organizationId: string,
  ids: readonly string[],
): Promise<Map<string, CountedTicket>> {
  const rows: TicketRow[] = await em.execute(
    `select id, origin, mcp_server_id, category, tool, error_fingerprint, status, resolution, created_at, updated_at
     from support_ticket ${primaryHint(em)} where organization_id = ? and id in (?)`,
    [organizationId, ids],
  )
  const closed = rows.filter(({ status }) => status === 'closed').map(({ id }) => id)
  const closedAt = await readClosings(em, organizationId, closed)
  return new Map(
    rows.map((row) => [
      row.id,
      {
        id: row.id,
        origin: row.origin,
        server: row.mcp_server_id,
        category: row.category,
        tool: row.tool,
        fingerprint: row.error_fingerprint,
        status: row.status,
        resolution: row.resolution,
        createdAt: readTimestamp(row.created_at),
        closedAt: closedAt.get(row.id) ?? readTimestamp(row.updated_at),
      },
    ]),
  )
}

async function readClosings(
  em: EntityManager,
  organizationId: string,
  ids: readonly string[],
): Promise<Map<string, Date>> {
  if (ids.length === 0) return new Map()
  const rows: { support_ticket_id: string; closed_at: string | number }[] = await em.execute(
    `select support_ticket_id, max(at) as closed_at from support_ticket_event
     where organization_id = ? and support_ticket_id in (?) and type = ? and to_status = ? and from_status <> ?
     group by support_ticket_id`,
    // Another reason for a closed ticket is no other closing.
    [organizationId, ids, 'status_changed', 'closed', 'closed'],
  )
  return new Map(rows.map((row) => [row.support_ticket_id, readTimestamp(row.closed_at)]))
}

/** What tickets are counted as. */
export async function readFacts(
  em: EntityManager,
  organizationId: string,
  ids: readonly string[],
): Promise<Map<string, TicketFacts>> {
  const rows: { ticket_id: string; facts: string }[] = await em.execute(
    `select ticket_id, facts from insight_ticket ${primaryHint(em)} where organization_id = ? and ticket_id in (?)`,
    [organizationId, ids],
  )
  return new Map(rows.map((row) => [row.ticket_id, JSON.parse(row.facts) as TicketFacts]))
}

/**
 * Replaces what tickets are counted as.
 *
 * @param outdated the ids of those that were counted as something else
 */
export async function writeFacts(
  em: EntityManager,
  organizationId: string,
  outdated: readonly string[],
  facts: ReadonlyMap<string, TicketFacts | undefined>,
): Promise<void> {
  if (outdated.length > 0)
    await em.execute(`${deleteSql('insight_ticket')} where organization_id = ? and ticket_id in (?)`, [
      organizationId,
      outdated,
    ])
  const values = [...facts].flatMap(([id, each]) =>
    each ? [[organizationId, id, JSON.stringify(each)]] : [],
  )
  if (values.length === 0) return
  await em.execute(
    `insert into insight_ticket (organization_id, ticket_id, facts) values ${values.map(() => '(?)').join(', ')}`,
    values,
  )
}

/** Adds to the counts of rows, and writes those that are missing. */
export async function addUp(
  em: EntityManager,
  organizationId: string,
  table: 'insight_day' | 'insight_closing' | 'insight_failure' | 'insight_tool',
  sums: ReadonlyMap<string, SumRow>,
): Promise<void> {
  const rows = [...sums.values()].filter(({ counts }) => Object.values(counts).some((count) => count !== 0))
  for (let start = 0; start < rows.length; start += CHUNK) {
    const chunk = rows.slice(start, start + CHUNK)
    const { key, also, counts } = chunk[0]!
    const keys = ['organization_id', ...Object.keys(key)]
    const columns = [...keys, ...Object.keys(also), ...Object.keys(counts)]
    const values = chunk.map((row) => [
      organizationId,
      ...Object.values(row.key),
      ...Object.values(row.also),
      ...Object.values(row.counts),
    ])
    await em.execute(
      `insert into ${table} (${columns.join(', ')}) values ${values.map(() => '(?)').join(', ')}
       ${onPresent(em, table, keys, Object.keys(counts))}`,
      values,
    )
  }
}

function onPresent(em: EntityManager, table: string, keys: string[], counters: string[]): string {
  if (isEmbedded(em)) {
    const sums = counters.map((name) => `${name} = ${table}.${name} + excluded.${name}`)
    return `on conflict (${keys.join(', ')}) do update set ${sums.join(', ')}`
  }
  const sums = counters.map((name) => `${name} = ${name} + values(${name})`)
  return `on duplicate key update ${sums.join(', ')}`
}
