import type { TicketStatus } from '#shared/support-ticket.ts'
import { indexHint } from '../../db/keyset.ts'
import type { TenantContext } from '../context.ts'
import type { Query } from '../ticket-insight/join-queries.ts'
import {
  choosePath,
  type Place,
  scanSql,
  TEST,
  together,
  type Walk,
  whereFiltered,
} from './ticket-list.repository.ts'
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
  const within = { ...walk, to: stoppedAt }
  const { sql, values } = ticketCountSql(ctx, filter, scans, { walk: within, counted, cap })
  const rows: { count: number }[] = await ctx.em.execute(sql, values)
  const count = rows.reduce((sum, row) => sum + row.count, 0)
  return count >= cap ? { count: cap } : { count, stoppedAt }
}

/** The statement that counts scans. It is apart from its execution so that a test can check its plan. */
export function ticketCountSql(
  ctx: TenantContext,
  filter: TicketFilter,
  scans: readonly Scan[],
  { cap, ...extent }: Extent,
): Query {
  const counts = scans.map((scan, place) => countUpTo(rowsSql(ctx, filter, scan, extent), cap, place))
  return together('count', counts)
}

/** Counts the tickets of each scan up to `cap`. An index has all filters. */
export async function countEachScan(
  ctx: TenantContext,
  filter: TicketFilter,
  scans: readonly Scan[],
  { cap, ...extent }: Extent,
): Promise<number[]> {
  const rows = scans.map((scan) => rowsSql(ctx, filter, scan, extent))
  const counts = await countUnlessMore(ctx, rows, rows, cap)
  return counts.map((count) => count ?? cap)
}

/**
 * Counts the tickets of each status, where so few have it, and the category and server, that looking at each is quick.
 *
 * @returns undefined for a status that has more
 */
export function countFewOfEach(
  ctx: TenantContext,
  filter: TicketFilter,
  statuses: readonly TicketStatus[],
  counted: Counted,
): Promise<(number | undefined)[]> {
  const scans = pathsOf({ ...filter, statuses }).at(-1)!
  const indexed = scans.map((scan) => rowsSql(ctx, filter, { ...scan, others: [] }, { counted: 'all' }))
  const rows = scans.map((scan) => rowsSql(ctx, filter, scan, { counted }))
  return countUnlessMore(ctx, indexed, rows, FEW)
}

/**
 * Counts some rows each, unless they have a bound of `cap` rows or more. To look for the last of these in an index is quicker
 * than to count them, so a first statement does this for all, and a second one counts the rest.
 *
 * @param bounds of each, the rows that limit it
 * @returns undefined for those that have as many
 */
async function countUnlessMore(
  ctx: TenantContext,
  bounds: readonly Query[],
  rows: readonly Query[],
  cap: number,
): Promise<(number | undefined)[]> {
  const lasts = bounds.map(({ sql, values }, place) => ({
    sql: `select ${place} as place, 1 as count ${sql} limit 1 offset ?`,
    values: [...values, cap - 1],
  }))
  const more = await readCounts(ctx, lasts)
  const counts = await readCounts(
    ctx,
    rows.flatMap((few, place) => (more.has(place) ? [] : [countUpTo(few, cap, place)])),
  )
  return rows.map((_, place) => counts.get(place))
}

/** By the place that each statement names. */
async function readCounts(ctx: TenantContext, queries: readonly Query[]): Promise<Map<number, number>> {
  if (queries.length === 0) return new Map()
  const { sql, values } = together('place, count', queries)
  const rows: { place: number; count: number }[] = await ctx.em.execute(sql, values)
  return new Map(rows.map(({ place, count }) => [place, count]))
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

function countUpTo({ sql, values }: Query, cap: number, place: number): Query {
  return {
    sql: `select ${place} as place, count(*) as count from (select 1 ${sql} limit ?) as capped`,
    values: [...values, cap],
  }
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
