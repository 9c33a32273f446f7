import type { TenantContext } from '../context.ts'
import type { NumberRange } from '../ticket-search/match-blocks.ts'
import type { IndexState } from '../ticket-search/search-state.repository.ts'
import { findEdgeTicket, findNumberNear } from './ticket-number.repository.ts'
import type { TicketFilter } from './ticket-scans.ts'

/** How far beyond a time to look for tickets that were opened at the same moment: each number can cost a row. */
export const SLACK = 1_000

/**
 * The numbers in the search index that tickets of a time have. Numbers are given in the order of time, but for tickets that
 * are opened at the same moment.
 *
 * @param slack how far beyond the time to look
 * @param state of the index, as it was before
 */
export async function numberRangeOf(
  ctx: TenantContext,
  { since, before }: TicketFilter,
  slack: number,
  state: IndexState | undefined,
): Promise<Omit<NumberRange, 'towards'>> {
  const first = since ? await findEdge(ctx, 'first', since, state) : -Infinity
  const last = before ? await findEdge(ctx, 'last', before, state) : Infinity
  if (first === undefined || last === undefined) return { least: 1, most: 0 }
  return { least: first - slack, most: last + slack }
}

/**
 * The number at one end of a time. A ticket without a number is beyond all that have one: above them while it waits for the job,
 * or below them while the index is being built from the newest on.
 *
 * @returns undefined when there is no ticket
 */
async function findEdge(
  ctx: TenantContext,
  end: 'first' | 'last',
  time: Date,
  state: IndexState | undefined,
): Promise<number | undefined> {
  const ticket = await findEdgeTicket(ctx, end, time)
  if (!ticket || ticket.searchNo !== null) return ticket?.searchNo ?? undefined
  const near = await findNumberNear(ctx, end, time)
  if (near !== undefined) return near
  return state?.completeTo && ticket.createdAt < state.completeTo.at ? -Infinity : Infinity
}
