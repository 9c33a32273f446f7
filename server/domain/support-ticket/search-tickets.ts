import { COUNT_CAP, type TicketOrder } from '#shared/support-ticket.ts'
import type { TenantContext } from '../context.ts'
import { type PlaceForm, readPage } from '../keyset-page.ts'
import {
  countMatches,
  type Match,
  type NumberRange,
  prepareMatch,
  readMatches,
} from '../ticket-search/match-blocks.ts'
import { BLOCK, numbersOf } from '../ticket-search/packed-numbers.ts'
import { readState } from '../ticket-search/search-index.repository.ts'
import type { QueryWord } from '../ticket-search/split-words.ts'
import { findTicketRows, findTimeOfNumber, type FoundTicketRow } from './ticket-list.repository.ts'
import type { TicketFilter } from './ticket-scans.ts'
import { termsOf } from './terms-of-filter.ts'
import { numberRangeOf } from './number-range.ts'

/** Tickets of one page that are looked up. Those that have changed since they were indexed are left out. */
const LOOKED_UP = 5_000
const SLICE = 500

type NumberPlace = Pick<FoundTicketRow, 'searchNo'>

const BY_NUMBER: PlaceForm<NumberPlace> = {
  write: ({ searchNo }) => String(searchNo),
  read: (text) => (/^\d{1,10}$/.test(text) ? { searchNo: Number(text) } : undefined),
}

/** One page of the tickets that have all words and fulfil the filter, by their numbers in the index. */
export async function searchTickets(
  ctx: TenantContext,
  search: {
    words: readonly QueryWord[]
    filter: TicketFilter
    order: TicketOrder
    cursor: string | undefined
    /** Tickets of a page. */
    size: number
  },
) {
  const { words, filter, order, cursor, size } = search
  const match = await prepareMatch(ctx, { words, filters: termsOf(filter) })
  const range = await numberRangeOf(ctx, filter, BLOCK)
  const { stoppedAt, ...page } = await readPage<FoundTicketRow, NumberPlace>(
    cursor,
    order,
    BY_NUMBER,
    (towards, from, limit) => readRows(ctx, filter, match, beyond(range, towards, from), limit),
    size,
  )
  const searchedTo = stoppedAt ? await findTimeOfNumber(ctx, stoppedAt.searchNo) : await readIndexEnd(ctx)
  return { ...page, searchedTo, isCut: match.isCut }
}

/** The place of a ticket among those that have all words and fulfil the filter, and the tickets beside it. */
export async function findFoundNeighbours(
  ctx: TenantContext,
  { words, filter }: { words: readonly QueryWord[]; filter: TicketFilter },
  searchNo: number,
) {
  const match = await prepareMatch(ctx, { words, filters: termsOf(filter) })
  const range = await numberRangeOf(ctx, filter, BLOCK)
  const inTime = await numberRangeOf(ctx, filter, 0)
  const find = async (some: NumberRange) => (await readRows(ctx, filter, match, some, 1)).rows[0]
  const own = await find({ towards: 'older', least: searchNo, most: searchNo })
  const above = { ...inTime, least: Math.max(inTime.least, searchNo + 1) }
  return {
    newer: await find(beyond(range, 'newer', { searchNo })),
    older: await find(beyond(range, 'older', { searchNo })),
    place: own && 1 + (await countMatches(ctx, match, above, COUNT_CAP)).count,
    total: (await countMatches(ctx, match, inTime, COUNT_CAP)).count,
  }
}

/** How far back the index goes, while it is being built. */
export async function readIndexEnd(ctx: TenantContext): Promise<Date | undefined> {
  const end = (await readState(ctx))?.completeTo?.at
  return end && new Date(Math.min(end.getTime(), ctx.now().getTime()))
}

function beyond(
  { least, most }: Omit<NumberRange, 'towards'>,
  towards: NumberRange['towards'],
  from: NumberPlace | undefined,
): NumberRange {
  if (!from) return { towards, least, most }
  return towards === 'older'
    ? { towards, least, most: Math.min(most, from.searchNo - 1) }
    : { towards, least: Math.max(least, from.searchNo + 1), most }
}

async function readRows(
  ctx: TenantContext,
  filter: TicketFilter,
  match: Match,
  range: NumberRange,
  limit: number,
): Promise<{ rows: FoundTicketRow[]; stoppedAt?: NumberPlace }> {
  const sign = range.towards === 'older' ? -1 : 1
  const rows: FoundTicketRow[] = []
  let lookedUp = 0
  for await (const window of readMatches(ctx, match, range)) {
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
