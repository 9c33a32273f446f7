import type { TenantContext } from '../context.ts'
import type { FoundRows } from '../keyset-page.ts'
import { type NumberRange, readMatches } from '../ticket-search/match-blocks.ts'
import type { Match } from '../ticket-search/prepare-match.ts'
import { numbersOf } from '../ticket-search/packed-numbers.ts'
import { findTicketRows, type FoundTicketRow } from './ticket-number.repository.ts'
import type { TicketFilter } from './ticket-scans.ts'

/** Tickets of one page that are looked up. Those that have changed since they were indexed are left out. */
const LOOKED_UP = 5_000
const SLICE = 500

export type NumberPlace = Pick<FoundTicketRow, 'searchNo'>

/** Reads up to `limit` tickets that match and fulfil the filter as they are now, in the order of their numbers in the index. */
export async function readFoundRows(
  ctx: TenantContext,
  filter: TicketFilter,
  match: Match,
  range: NumberRange,
  limit: number,
): Promise<FoundRows<FoundTicketRow, NumberPlace>> {
  const sign = range.towards === 'older' ? -1 : 1
  const rows: FoundTicketRow[] = []
  let lookedUp = 0
  const progress = () => ({ found: rows.length, missing: limit - rows.length })
  for await (const window of readMatches(ctx, match, range, progress)) {
    if ('stoppedAt' in window) return { rows, stoppedAt: { searchNo: window.stoppedAt } }
    let numbers: number[] = []
    for (const [index, block] of window.matched.entries()) {
      const more = numbersOf(block)
      numbers = numbers.concat(range.towards === 'older' ? more.toReversed() : more)
      // Of a rare word, a block has few: one statement looks up those of several blocks.
      if (numbers.length < limit && index < window.matched.length - 1) continue
      for (let start = 0, size = limit; start < numbers.length; start += size, size = SLICE) {
        const slice = numbers.slice(start, start + size)
        const found = await findTicketRows(ctx, filter, slice)
        rows.push(...found.toSorted((one, other) => sign * (one.searchNo - other.searchNo)))
        lookedUp += slice.length
        if (rows.length >= limit) return { rows: rows.slice(0, limit) }
        if (lookedUp >= LOOKED_UP) return { rows, stoppedAt: { searchNo: slice.at(-1)! } }
      }
      numbers = []
    }
  }
  return { rows }
}
