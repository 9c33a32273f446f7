import type { TicketStatus } from '#shared/support-ticket.ts'
import { indexHint } from '../../db/keyset.ts'
import type { TenantContext } from '../context.ts'
import { joinQueries, type Query } from '../ticket-insight/join-queries.ts'
import { choosePath, type Place, scanSql, TEST, type Walk, whereFiltered } from './ticket-list.repository.ts'
import { pathsOf, type Scan, type TicketFilter } from './ticket-scans.ts'

/** `real` leaves out tickets that staff sent to try the set-up. */
export type Counted = 'all' | 'real'

interface Extent {
  walk?: Walk
  counted: Counted
  /** Each scan is counted up to this. */
  cap: number
}

/** So few tickets are looked at more quickly than the search index is. */
const FEW = 200

/**
 * Counts the tickets of a filter up to `cap`, from the newest on, or in a part of the list.
 *
 * @param counted `all` for a place in the list
 */
export async function countTicketRows(
  ctx: TenantContext,
  filter: TicketFilter,
  { walk = { towards: 'older' }, counted, cap }: Extent,
): Promise<{ count: number; stoppedAt?: Place | undefined }> {
  const { scans, stoppedAt } = await choosePath(ctx, filter, walk)
  const extent = { walk: { ...walk, to: stoppedAt }, counted, cap }
  const counts = await countScans(ctx, filter, scans, extent)
  const count = counts.reduce((sum, each) => sum + each, 0)
  return count >= cap ? { count: cap } : { count, stoppedAt }
}

/** Counts the tickets of each scan by itself. */
export function countScans(
  ctx: TenantContext,
  filter: TicketFilter,
  scans: readonly Scan[],
  extent: Extent,
): Promise<number[]> {
  return readCounts(ctx, ticketCountSql(ctx, filter, scans, extent), extent.cap)
}

/**
 * Counts the tickets of each status, where so few have it, and the category and server, that looking at each is quick.
 *
 * @returns undefined for a status that has more
 */
export async function countFewOfEach(
  ctx: TenantContext,
  filter: TicketFilter,
  statuses: readonly TicketStatus[],
  counted: Counted,
): Promise<(number | undefined)[]> {
  const scans = pathsOf({ ...filter, statuses }).at(-1)!
  const queries = scans.map((scan) => {
    const indexed = rowsSql(ctx, filter, { ...scan, others: [] }, { counted: 'all' })
    return countUnlessMore(indexed, rowsSql(ctx, filter, scan, { counted }), FEW)
  })
  const counts = await readCounts(ctx, joinInOrder(queries), FEW)
  return counts.map((count) => (count < FEW ? count : undefined))
}

/** The statement that counts scans. It is apart from its execution so that a test can check its plan. */
export function ticketCountSql(
  ctx: TenantContext,
  filter: TicketFilter,
  scans: readonly Scan[],
  { cap, ...extent }: Extent,
): Query {
  const queries = scans.map((scan) => {
    const rows = rowsSql(ctx, filter, scan, extent)
    return scan.others.length === 0 ? countUnlessMore(rows, rows, cap) : countUpTo(rows, cap)
  })
  return joinInOrder(queries)
}

function rowsSql(
  ctx: TenantContext,
  filter: TicketFilter,
  scan: Scan,
  { walk = { towards: 'older' }, counted }: Omit<Extent, 'cap'>,
): Query {
  const { from, where, values } = scanSql(ctx, filter, scan, walk)
  if (counted === 'all') return { sql: `${from} where ${where}`, values }
  return { sql: `${from} where ${where} and origin <> ?`, values: [...values, TEST] }
}

function countUpTo({ sql, values }: Query, cap: number): Query {
  return { sql: `(select count(*) from (select 1 ${sql} limit ?) as capped)`, values: [...values, cap] }
}

/** Null where `bound` has `cap` rows or more: to look for the last one of an index is quicker than to count them. */
function countUnlessMore(bound: Query, rows: Query, cap: number): Query {
  const count = countUpTo(rows, cap)
  return {
    sql: `case when (select 1 ${bound.sql} limit 1 offset ?) is null then ${count.sql} end`,
    values: [...bound.values, cap - 1, ...count.values],
  }
}

/** One statement: of two, a ticket that changes meanwhile could be in both or in none. */
function joinInOrder(counts: readonly Query[]): Query {
  const queries = counts.map(({ sql, values }, place) => ({
    sql: `select ${place} as place, ${sql} as count`,
    values,
  }))
  return joinQueries('place, count', queries)
}

async function readCounts(ctx: TenantContext, { sql, values }: Query, cap: number): Promise<number[]> {
  const rows: { place: number; count: number | null }[] = await ctx.em.execute(sql, values)
  return rows.toSorted((one, other) => one.place - other.place).map(({ count }) => count ?? cap)
}

/** Counts those of some tickets that fulfil a filter, by status. */
export async function countNamed(
  ctx: TenantContext,
  references: readonly string[],
  filter: TicketFilter,
): Promise<{ status: TicketStatus; count: number }[]> {
  if (references.length === 0) return []
  const { where, values } = whereFiltered(ctx, { sql: 'reference in (?)', values: [references] }, filter)
  return ctx.em.execute(
    `select status, count(*) as count from support_ticket ${indexHint(ctx.em, 'support_ticket_reference_unique')}
     where ${where} group by status`,
    values,
  )
}
