import type { TicketResolution, TicketStatus } from '#shared/support-ticket.ts'
import { indexHint, type KeysetCursor } from '../../db/keyset.ts'
import { readTimestamp } from '../../db/read-timestamp.ts'
import type { TenantContext } from '../context.ts'
import type { FoundRows } from '../keyset-page.ts'
import { joinQueries, type Query } from '../ticket-insight/join-queries.ts'
import { conditionsOf, pathsOf, type Scan, type TicketFilter, wholePathOf } from './ticket-scans.ts'

/** A ticket as lists need it: without its description and its context, which are large. */
export interface TicketListRow {
  id: string
  reference: string
  title: string
  category: string
  status: TicketStatus
  resolution: TicketResolution | null
  email: string | null
  createdAt: Date
  isTest: boolean
  mcpServerId: string
  mcpServerUserId: string | null
  tool: string | null
  errorName: string | null
  errorFingerprint: string | null
  erasedAt: Date | null
  errorMessage: string | null
}

export type Place = Pick<TicketListRow, 'createdAt' | 'id'>

/** A part of a list: from a place in a direction, and up to another place that is in it. */
export interface Walk {
  towards: KeysetCursor['towards']
  from?: Place | undefined
  to?: Place | undefined
}

export const TEST = 'test'

/** Rows of an index that one statement looks at, when it has no index for all of the filters. */
const LOOKED_AT = 5_000
/**
 * Reads tickets in one direction, from a place or from the end of the list. Filters that no index has together are looked up
 * in a bounded number of rows.
 */
export async function listTicketRows(
  ctx: TenantContext,
  filter: TicketFilter,
  walk: Walk,
  limit: number,
): Promise<FoundRows<TicketListRow, Place>> {
  const { scans, stoppedAt } = await choosePath(ctx, filter, walk)
  const within = { ...walk, to: stoppedAt }
  const { sql, values } = ticketListSql(ctx, filter, scans, within, limit)
  const rows: Row[] = await ctx.em.execute(sql, values)
  const found = rows.map(toListRow)
  if (scans.length > 1) found.sort(directed(walk))
  return { rows: found.slice(0, limit), stoppedAt }
}

/** One statement: of two, a ticket that changes meanwhile could be in both or in none. */
export function together(columns: string, queries: readonly Query[]): Query {
  return queries.length === 1 ? queries[0]! : joinQueries(columns, queries)
}

/** The statement of a page. It is apart from its execution so that a test can check its plan. */
export function ticketListSql(
  ctx: TenantContext,
  filter: TicketFilter,
  scans: readonly Scan[],
  walk: Walk,
  limit: number,
): Query {
  const queries = scans.map((scan): Query => {
    const { from, where, orderBy, values } = scanSql(ctx, filter, scan, walk)
    return {
      sql: `select ${LIST_COLUMNS} ${from} where ${where} ${orderBy} limit ?`,
      values: [...values, limit],
    }
  })
  return together(LIST_COLUMNS, queries)
}

/**
 * Chooses how to read a filter. An index for all of its filters needs no bound. Of the others, the one is best whose bounded
 * rows reach the farthest in time, and this depends on the tickets.
 */
export async function choosePath(
  ctx: TenantContext,
  filter: TicketFilter,
  walk: Walk,
): Promise<{ scans: Scan[]; stoppedAt?: Place | undefined }> {
  const paths = pathsOf(filter)
  const whole = wholePathOf(paths)
  if (whole) return { scans: whole }
  const order = directed(walk)
  let best: { scans: Scan[]; stoppedAt: Place } | undefined
  for (const scans of paths) {
    let stoppedAt: Place | undefined
    for (const scan of scans) {
      const end = await findEnd(ctx, filter, scan, walk, Math.floor(LOOKED_AT / scans.length))
      if (end && (!stoppedAt || order(end, stoppedAt) < 0)) stoppedAt = end
    }
    if (!stoppedAt) return { scans }
    if (!best || order(stoppedAt, best.stoppedAt) > 0) best = { scans, stoppedAt }
  }
  return best!
}

/** The last place that a scan may look at; undefined when it has fewer rows. Only the index is read. */
async function findEnd(
  ctx: TenantContext,
  filter: TicketFilter,
  scan: Scan,
  walk: Walk,
  count: number,
): Promise<Place | undefined> {
  const { from, where, orderBy, values } = scanSql(ctx, filter, { ...scan, others: [] }, walk)
  const rows: Pick<Row, 'id' | 'created_at'>[] = await ctx.em.execute(
    `select created_at, id ${from} where ${where} ${orderBy} limit 1 offset ?`,
    [...values, count - 1],
  )
  return rows[0] && { createdAt: readTimestamp(rows[0].created_at), id: rows[0].id }
}

export function scanSql(
  ctx: TenantContext,
  filter: TicketFilter,
  { index, prefix, others }: Scan,
  walk: Walk,
) {
  const conditions = [...prefix, ...timeConditions(filter, walk), ...others]
  const order = walk.towards === 'older' ? 'desc' : 'asc'
  return {
    from: `from support_ticket ${indexHint(ctx.em, index)}`,
    where: ['organization_id = ?', ...conditions.map(({ sql }) => sql)].join(' and '),
    orderBy: `order by created_at ${order}, id ${order}`,
    values: [ctx.organizationId, ...conditions.flatMap((condition) => condition.values)] as unknown[],
  }
}

/** Which tickets of an organization fulfil a condition and a filter. */
export function whereFiltered(
  { organizationId }: TenantContext,
  condition: Query,
  filter: TicketFilter,
  walk: Walk = { towards: 'older' },
) {
  const conditions = [condition, ...conditionsOf(filter), ...timeConditions(filter, walk)]
  return {
    where: ['organization_id = ?', ...conditions.map(({ sql }) => sql)].join(' and '),
    values: [organizationId, ...conditions.flatMap(({ values }) => values)],
  }
}

/** At most one condition for each end, so that every database reads its index as a range. */
function timeConditions({ since, before }: TicketFilter, { towards, from, to }: Walk) {
  const [newest, oldest] = towards === 'older' ? [from, to] : [to, from]
  const conditions = []
  if (newest && !(before && newest.createdAt >= before)) conditions.push(until('<', newest, newest === to))
  else if (before) conditions.push({ sql: 'created_at < ?', values: [before] })
  if (oldest && !(since && oldest.createdAt < since)) conditions.push(until('>', oldest, oldest === to))
  else if (since) conditions.push({ sql: 'created_at >= ?', values: [since] })
  return conditions
}

/** The first half is redundant. With it, all databases use the index as a range. */
function until(sign: '<' | '>', { createdAt, id }: Place, isIncluded: boolean) {
  return {
    sql: `created_at ${sign}= ? and (created_at ${sign} ? or id ${sign}${isIncluded ? '=' : ''} ?)`,
    values: [createdAt, createdAt, id],
  }
}

/** Compares two places as a walk comes to them. */
function directed({ towards }: Walk): (one: Place, other: Place) => number {
  const sign = towards === 'newer' ? 1 : -1
  return (one, other) =>
    sign *
    (one.createdAt.getTime() - other.createdAt.getTime() ||
      (one.id < other.id ? -1 : Number(one.id > other.id)))
}

export interface Row {
  id: string
  reference: string
  title: string
  category: string
  status: TicketStatus
  resolution: TicketResolution | null
  email: string | null
  created_at: string | number
  origin: string
  mcp_server_id: string
  mcp_server_user_id: string | null
  tool: string | null
  error_name: string | null
  error_fingerprint: string | null
  error_message: string | null
  erased_at: string | number | null
}

export const LIST_COLUMNS = `id, reference, title, category, status, resolution, email, created_at, origin, mcp_server_id, mcp_server_user_id,
  tool, error_name, error_fingerprint, error_message, erased_at`

export function toListRow(row: Row): TicketListRow {
  return {
    id: row.id,
    reference: row.reference,
    title: row.title,
    category: row.category,
    status: row.status,
    resolution: row.resolution,
    email: row.email,
    createdAt: readTimestamp(row.created_at),
    isTest: row.origin === TEST,
    mcpServerId: row.mcp_server_id,
    mcpServerUserId: row.mcp_server_user_id,
    tool: row.tool,
    errorName: row.error_name,
    errorFingerprint: row.error_fingerprint,
    erasedAt: row.erased_at === null ? null : readTimestamp(row.erased_at),
    errorMessage: row.error_message,
  }
}
