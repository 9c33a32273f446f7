import { indexHint } from '../../db/keyset.ts'
import type { TenantContext } from '../context.ts'
import type { FoundRows } from '../keyset-page.ts'
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

/**
 * Reads the tickets of a reference, or of the beginning of one, that fulfil the filter. All of the beginning are looked at and
 * sorted: of a million tickets, 30 have the same three characters.
 */
export async function findTicketsOfReference(
  ctx: TenantContext,
  filter: TicketFilter,
  beginning: string,
  walk: Walk,
  limit: number,
): Promise<FoundRows<TicketListRow, Place>> {
  const { from, values } = ticketsOf(ctx, filter, beginning, walk)
  const order = walk.towards === 'older' ? 'desc' : 'asc'
  const rows: Row[] = await ctx.em.execute(
    `select ${LIST_COLUMNS} ${from} order by created_at ${order}, id ${order} limit ?`,
    [...values, limit],
  )
  return { rows: rows.map(toListRow) }
}

/** Counts them up to `cap`, all or those of a part of the list. */
export async function countTicketsOfReference(
  ctx: TenantContext,
  filter: TicketFilter,
  beginning: string,
  cap: number,
  walk: Walk = { towards: 'older' },
): Promise<number> {
  const { from, values } = ticketsOf(ctx, filter, beginning, walk)
  const rows: { count: number }[] = await ctx.em.execute(
    `select count(*) as count from (select 1 ${from} limit ?) as capped`,
    [...values, cap],
  )
  return rows[0]?.count ?? 0
}

function ticketsOf(ctx: TenantContext, filter: TicketFilter, beginning: string, walk: Walk) {
  const ofReference = { sql: 'reference >= ? and reference < ?', values: [beginning, `${beginning}~`] }
  const { where, values } = whereFiltered(ctx, ofReference, filter, walk)
  const hint = indexHint(ctx.em, 'support_ticket_reference_unique')
  return { from: `from support_ticket ${hint} where ${where}`, values }
}
