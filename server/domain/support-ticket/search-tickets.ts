import { COUNT_CAP, type TicketOrder } from '#shared/support-ticket.ts'
import type { TenantContext } from '../context.ts'
import { type KeysetPage, type PlaceForm, readPage } from '../keyset-page.ts'
import { countMatches } from '../ticket-search/count-matches.ts'
import { isSteady } from '../ticket-search/is-steady.ts'
import type { NumberRange } from '../ticket-search/match-blocks.ts'
import { prepareMatch } from '../ticket-search/prepare-match.ts'
import { readIndexEnd } from '../ticket-search/read-index-end.ts'
import type { QueryWord } from '../ticket-search/split-words.ts'
import type { TicketCount } from './open-list.ts'
import { type NumberPlace, readFoundRows } from './read-found-rows.ts'
import { findTimeOfNumber, type FoundTicketRow } from './ticket-number.repository.ts'
import type { TicketFilter } from './ticket-scans.ts'
import { termsOf } from './terms-of-filter.ts'
import { numberRangeOf, SLACK } from './number-range.ts'

const BY_NUMBER: PlaceForm<NumberPlace> = {
  write: ({ searchNo }) => String(searchNo),
  read: (text) => (/^\d{1,10}$/.test(text) ? { searchNo: Number(text) } : undefined),
}

interface Search {
  words: readonly QueryWord[]
  filter: TicketFilter
  order: TicketOrder
  cursor: string | undefined
  /** Tickets of a page. */
  size: number
}

interface FoundPage extends KeysetPage<FoundTicketRow> {
  /** Not looked at are those beyond this time. */
  searchedTo: Date | undefined
  isCut: boolean
}

/** One page of the tickets that have all words and fulfil the filter, by their numbers in the index. */
export async function searchTickets(ctx: TenantContext, search: Search): Promise<FoundPage> {
  const { words, filter, order, cursor, size } = search
  const match = await prepareMatch(ctx, { words, filters: termsOf(filter) })
  const range = await numberRangeOf(ctx, filter, SLACK, match.state)
  const { stoppedAt, ...page } = await readPage<FoundTicketRow, NumberPlace>(
    cursor,
    order,
    BY_NUMBER,
    (towards, from, limit) => readFoundRows(ctx, filter, match, beyond(range, towards, from), limit),
    size,
  )
  if (!(await isSteady(ctx, match.state))) return searchTickets(ctx, search)
  const searchedTo = stoppedAt
    ? await findTimeOfNumber(ctx, stoppedAt.searchNo)
    : await readIndexEnd(ctx, match.state)
  return { ...page, searchedTo, isCut: match.isCut }
}

interface FoundNeighbours {
  newer: FoundTicketRow | undefined
  older: FoundTicketRow | undefined
  /** Those before it; undefined where it is not among them, or where they cannot be counted. */
  above: TicketCount | undefined
  all: TicketCount
}

/** The place of a ticket among those that have all words and fulfil the filter, and the tickets beside it. */
export async function findFoundNeighbours(
  ctx: TenantContext,
  { words, filter }: { words: readonly QueryWord[]; filter: TicketFilter },
  searchNo: number,
): Promise<FoundNeighbours> {
  const match = await prepareMatch(ctx, { words, filters: termsOf(filter) })
  const range = await numberRangeOf(ctx, filter, SLACK, match.state)
  const inTime = await numberRangeOf(ctx, filter, 0, match.state)
  const find = async (some: NumberRange) => (await readFoundRows(ctx, filter, match, some, 1)).rows[0]
  const own = await find({ towards: 'older', least: searchNo, most: searchNo })
  const above = { ...inTime, least: Math.max(inTime.least, searchNo + 1) }
  const found = {
    newer: await find(beyond(range, 'newer', { searchNo })),
    older: await find(beyond(range, 'older', { searchNo })),
    // While the index is being built, nobody knows how many there are before it.
    above: own && !match.state?.completeTo ? await countMatches(ctx, match, above, COUNT_CAP) : undefined,
    all: await countMatches(ctx, match, inTime, COUNT_CAP),
  }
  return (await isSteady(ctx, match.state)) ? found : findFoundNeighbours(ctx, { words, filter }, searchNo)
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
