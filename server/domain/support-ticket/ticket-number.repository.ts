import { indexHint, primaryHint } from '../../db/keyset.ts'
import { readTimestamp } from '../../db/read-timestamp.ts'
import type { TenantContext } from '../context.ts'
import {
  LIST_COLUMNS,
  type Place,
  type Row,
  type TicketListRow,
  toListRow,
  type Walk,
  whereFiltered,
} from './ticket-list.repository.ts'
import type { TicketFilter } from './ticket-scans.ts'

/** A ticket with its number in the search index. */
export type FoundTicketRow = TicketListRow & { searchNo: number }

/** Reads tickets by their numbers in the search index, of those that fulfil a filter as they are now. */
export async function findTicketRows(
  ctx: TenantContext,
  filter: TicketFilter,
  numbers: readonly number[],
): Promise<FoundTicketRow[]> {
  const hint = indexHint(ctx.em, 'support_ticket_search_unique')
  const rows = await findRows<number>(ctx, filter, hint, 'search_no', numbers)
  return rows.map((row) => ({ ...toListRow(row), searchNo: row.search_no }))
}

/** The same by their ids. Those that wait for the job may have no number yet. */
export async function findTicketRowsById(
  ctx: TenantContext,
  filter: TicketFilter,
  ids: readonly string[],
): Promise<(TicketListRow & { searchNo: number | null })[]> {
  const rows = await findRows<number | null>(ctx, filter, primaryHint(ctx.em), 'id', ids)
  return rows.map((row) => ({ ...toListRow(row), searchNo: row.search_no }))
}

/** The numbers of some tickets, of those that have one. */
export async function findNumbers(
  { em, organizationId }: TenantContext,
  references: readonly string[],
): Promise<number[]> {
  if (references.length === 0) return []
  const rows: { search_no: number }[] = await em.execute(
    `select search_no from support_ticket ${indexHint(em, 'support_ticket_reference_unique')}
     where organization_id = ? and reference in (?) and search_no is not null`,
    [organizationId, references],
  )
  return rows.map((row) => row.search_no)
}

async function findRows<SearchNo>(
  ctx: TenantContext,
  filter: TicketFilter,
  hint: string,
  column: 'search_no' | 'id',
  values: readonly unknown[],
): Promise<(Row & { search_no: SearchNo })[]> {
  const found = whereFiltered(ctx, { sql: `${column} in (?)`, values: [values] }, filter)
  return ctx.em.execute(
    `select search_no, ${LIST_COLUMNS} from support_ticket ${hint} where ${found.where}`,
    found.values,
  )
}

/** Tickets without a number that are passed on the way to one that has: those that wait for the job, or were forgotten. */
export const PASSED = 1_000

/** The first ticket at a time or after it, or the last before it, with its number in the search index if it has one. */
export async function findEdgeTicket(
  ctx: TenantContext,
  end: 'first' | 'last',
  time: Date,
): Promise<{ createdAt: Date; searchNo: number | null } | undefined> {
  const { sql, values } = edgeSql(ctx, end, time)
  const rows: { created_at: string | number; search_no: number | null }[] = await ctx.em.execute(sql, [
    ...values,
    1,
  ])
  return rows[0] && { createdAt: readTimestamp(rows[0].created_at), searchNo: rows[0].search_no }
}

/** The number of the first ticket that has one, as `findEdgeTicket` goes on. */
export async function findNumberNear(
  ctx: TenantContext,
  end: 'first' | 'last',
  time: Date,
): Promise<number | undefined> {
  const { sql, order, values } = edgeSql(ctx, end, time)
  const rows: { search_no: number }[] = await ctx.em.execute(
    `select search_no from (${sql}) as passed where search_no is not null order by ${order} limit 1`,
    [...values, PASSED],
  )
  return rows[0]?.search_no
}

function edgeSql({ em, organizationId }: TenantContext, end: 'first' | 'last', time: Date) {
  const [sign, direction] = end === 'first' ? ['>=', 'asc'] : ['<', 'desc']
  const order = `created_at ${direction}, id ${direction}`
  const sql = `select created_at, id, search_no from support_ticket ${indexHint(em, 'support_ticket_list')}
     where organization_id = ? and created_at ${sign} ? order by ${order} limit ?`
  return { sql, order, values: [organizationId, time] }
}

/** When the ticket with this number was opened, or the one before it. */
export async function findTimeOfNumber(ctx: TenantContext, number: number): Promise<Date | undefined> {
  const rows: { created_at: string | number }[] = await ctx.em.execute(
    `select created_at from support_ticket ${indexHint(ctx.em, 'support_ticket_search_unique')}
     where organization_id = ? and search_no <= ? order by search_no desc limit 1`,
    [ctx.organizationId, number],
  )
  return rows[0] && readTimestamp(rows[0].created_at)
}

/** The ticket at a place and those before it, the last first. */
export async function findTicketsUpTo(
  ctx: TenantContext,
  { createdAt, id }: Place,
  limit: number,
): Promise<{ id: string; searchNo: number | null }[]> {
  const rows: { id: string; search_no: number | null }[] = await ctx.em.execute(
    `select id, search_no from support_ticket ${indexHint(ctx.em, 'support_ticket_list')}
     where organization_id = ? and created_at <= ? and (created_at < ? or id <= ?)
     order by created_at desc, id desc limit ?`,
    [ctx.organizationId, createdAt, createdAt, id, limit],
  )
  return rows.map((row) => ({ id: row.id, searchNo: row.search_no }))
}

/** The place of the last ticket up to a number, for somebody who reads in a direction. */
export async function findPlaceOfNumber(
  ctx: TenantContext,
  number: number,
  towards: Walk['towards'],
): Promise<Place | undefined> {
  const [sign, order] = towards === 'older' ? ['>=', 'asc'] : ['<=', 'desc']
  const rows: Pick<Row, 'id' | 'created_at'>[] = await ctx.em.execute(
    `select created_at, id from support_ticket ${indexHint(ctx.em, 'support_ticket_search_unique')}
     where organization_id = ? and search_no ${sign} ? order by search_no ${order} limit 1`,
    [ctx.organizationId, number],
  )
  return rows[0] && { createdAt: readTimestamp(rows[0].created_at), id: rows[0].id }
}
