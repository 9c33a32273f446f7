import { FIRST_NUMBER } from '../../db/search-numbers.ts'
import type { TenantContext } from '../context.ts'
import type { NumberRange } from '../ticket-search/match-blocks.ts'
import { findSearchNumber } from './ticket-number.repository.ts'
import type { TicketFilter } from './ticket-scans.ts'

/**
 * The numbers in the search index that tickets of a time have. Numbers are given in the order of time, but for tickets that
 * are opened at the same moment.
 *
 * @param slack how far beyond the time to look
 * @param ofNone the least number when the first ticket of the time has none: 0 where older tickets get theirs later
 */
export async function numberRangeOf(
  ctx: TenantContext,
  { since, before }: TicketFilter,
  slack: number,
  ofNone = 0,
): Promise<Omit<NumberRange, 'towards'>> {
  const first = since ? await findSearchNumber(ctx, 'first', since) : null
  const last = before ? await findSearchNumber(ctx, 'last', before) : null
  if (first === undefined || last === undefined) return { least: 1, most: 0 }
  const none = since ? ofNone : 0
  return {
    least: first === null ? none : first - slack,
    most: last === null ? 2 * FIRST_NUMBER : last + slack,
  }
}
