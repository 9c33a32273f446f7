import { indexHint, isEmbedded } from '../../db/keyset.ts'
import type { TenantScope } from '../context.ts'
import { topNames } from './most-first.ts'
import { joinQueries, type Query } from './join-queries.ts'
import { EVER } from './ticket-facts.ts'

type Scope = Pick<TenantScope, 'em' | 'organizationId'>

/** Days, both included. */
export interface DayRange {
  from: number
  to: number
}

export interface CategoryDay {
  day: number
  category: string
  tickets: number
}

/** How many tickets were opened, by day and category. */
export async function countOpened(
  ctx: Scope,
  serverId: string | undefined,
  range: DayRange,
): Promise<CategoryDay[]> {
  const { sql, values } = openedSql(ctx, serverId, range)
  const rows: { day: number; category: string; tickets: string | number }[] = await ctx.em.execute(
    sql,
    values,
  )
  return rows.map((row) => ({ ...row, tickets: Number(row.tickets) }))
}

/** The statement of `countOpened`. It is apart from its execution so that a test can check its plan. */
export function openedSql(ctx: Scope, serverId: string | undefined, range: DayRange): Query {
  return sumSql(ctx, { table: 'insight_day', by: 'day, category', counter: 'tickets' }, serverId, range)
}

/** How many tickets are unresolved, by server. @param range of when they were opened; without it, whenever */
export async function countUnresolved(
  ctx: Scope,
  serverId: string | undefined,
  range: DayRange = { from: EVER, to: EVER },
): Promise<Map<string, number>> {
  const sums = { table: 'insight_day', by: 'mcp_server_id', counter: 'unresolved' }
  const { sql, values } = sumSql(ctx, sums, serverId, range)
  const rows: { mcp_server_id: string; unresolved: string | number }[] = await ctx.em.execute(sql, values)
  return new Map(rows.map((row) => [row.mcp_server_id, Number(row.unresolved)]))
}

export interface ClosedCount {
  isFixed: boolean
  minutes: number
  tickets: number
}

/** How many tickets were closed, by how long that took. */
export async function countClosed(
  ctx: Scope,
  serverId: string | undefined,
  range: DayRange,
): Promise<ClosedCount[]> {
  const { sql, values } = closedSql(ctx, serverId, range)
  const rows: { is_fixed: number; minutes: number; tickets: string | number }[] = await ctx.em.execute(
    sql,
    values,
  )
  return rows.map((row) => ({
    isFixed: Boolean(row.is_fixed),
    minutes: row.minutes,
    tickets: Number(row.tickets),
  }))
}

/** The statement of `countClosed`. */
export function closedSql(ctx: Scope, serverId: string | undefined, range: DayRange): Query {
  return sumSql(
    ctx,
    { table: 'insight_closing', by: 'is_fixed, minutes', counter: 'tickets' },
    serverId,
    range,
  )
}

/** Sums a counter of a table over days, by some of its columns. */
function sumSql(
  { em, organizationId }: Scope,
  { table, by, counter }: { table: string; by: string; counter: string },
  serverId: string | undefined,
  { from, to }: DayRange,
): Query {
  const own = ofServer(serverId)
  return {
    sql: `select ${by}, sum(${counter}) as ${counter} from ${table} ${byKey(em)}
      where organization_id = ? and day between ? and ?${own.sql} group by ${by}`,
    values: [organizationId, from, to, ...own.values],
  }
}

/** Tools or failures of one day that can be among the most frequent ones. */
const OF_A_DAY = 100

/** The tools with the most tickets, of those that are among the first of at least one day. */
export function findTopTools(
  ctx: Scope,
  serverId: string | undefined,
  range: DayRange,
  limit: number,
): Promise<string[]> {
  return findTop(ctx, topSql(ctx, 'tool', serverId, range), limit)
}

export interface ToolDay {
  day: number
  tool: string
  tickets: number
}

/** How many tickets about some tools were opened, by day. */
export async function countOpenedByTool(
  ctx: Scope,
  serverId: string | undefined,
  range: DayRange,
  tools: readonly string[],
): Promise<ToolDay[]> {
  if (tools.length === 0) return []
  const own = ofServer(serverId)
  const rows: { day: number; tool: string; tickets: string | number }[] = await ctx.em.execute(
    `select day, tool, sum(tickets) as tickets from insight_tool ${byKey(ctx.em)}
     where organization_id = ? and day between ? and ?${own.sql} and tool in (?) group by day, tool`,
    [ctx.organizationId, range.from, range.to, ...own.values, tools],
  )
  return rows.map((row) => ({ ...row, tickets: Number(row.tickets) }))
}

/** The failures with the most tickets, of those that are among the first of at least one day. */
export function findTopFailures(
  ctx: Scope,
  serverId: string | undefined,
  range: DayRange,
  limit: number,
): Promise<string[]> {
  return findTop(ctx, topSql(ctx, 'failure', serverId, range), limit)
}

const TOPS = {
  tool: 'tool',
  failure: 'fingerprint',
}

/** The most frequent tools or failures of each day: a bounded part of the index for each. */
export function topSql(
  { em, organizationId }: Scope,
  of: keyof typeof TOPS,
  serverId: string | undefined,
  { from, to }: DayRange,
): Query {
  const table = `insight_${of}`
  const name = TOPS[of]
  const index = indexHint(em, `${table}_${serverId === undefined ? 'day' : 'server_day'}`)
  const own = ofServer(serverId)
  const days = Array.from({ length: to - from + 1 }, (_, place): Query => ({
    sql: `select ${name} as name, tickets from ${table} ${index}
      where organization_id = ?${own.sql} and day = ? order by tickets desc, ${name} desc limit ?`,
    values: [organizationId, ...own.values, from + place, OF_A_DAY],
  }))
  return joinQueries('name, tickets', days)
}

async function findTop({ em }: Scope, { sql, values }: Query, limit: number): Promise<string[]> {
  const rows: { name: string; tickets: number }[] = await em.execute(sql, values)
  return topNames(rows, limit)
}

export interface FailureDay {
  fingerprint: string
  day: number
  tickets: number
  unresolved: number
}

/** What the roll-up has of some failures. */
export async function readFailureDays(
  { em, organizationId }: Scope,
  fingerprints: readonly string[],
): Promise<FailureDay[]> {
  if (fingerprints.length === 0) return []
  return em.execute(
    `select fingerprint, day, tickets, unresolved from insight_failure ${byKey(em)}
     where organization_id = ? and fingerprint in (?)`,
    [organizationId, fingerprints],
  )
}

function ofServer(serverId: string | undefined): Query {
  return serverId === undefined
    ? { sql: '', values: [] }
    : { sql: ' and mcp_server_id = ?', values: [serverId] }
}

/** SQLite has these tables as their key, and no name for it. */
function byKey(em: Scope['em']): string {
  return isEmbedded(em) ? 'not indexed' : 'force index (primary)'
}
