import { COUNT_CAP, TICKET_STATUSES, type TicketFilters, type TicketStatus } from '#shared/support-ticket.ts'
import type { StatusCountsDto } from '#shared/ticket-counts.ts'
import type { TenantContext } from '../context.ts'
import { allow } from '../policy.ts'
import { filterTerm } from '../ticket-search/filter-terms.ts'
import { countTerms } from '../ticket-search/count-matches.ts'
import { isSteady } from '../ticket-search/is-steady.ts'
import { prepareMatch } from '../ticket-search/prepare-match.ts'
import { readIndexEnd } from '../ticket-search/read-index-end.ts'
import { type IndexState, readCurrentState } from '../ticket-search/search-state.repository.ts'
import type { QueryWord } from '../ticket-search/split-words.ts'
import { numberRangeOf } from './number-range.ts'
import { readQuery } from './read-query.ts'
import { resolveTicketFilters } from './resolve-ticket-filters.ts'
import { termsOf } from './terms-of-filter.ts'
import { type Counted, countFewOfEach, countEachScan, countTicketRows } from './ticket-count.repository.ts'
import { findTimeOfNumber } from './ticket-number.repository.ts'
import { countTicketsOfReference } from './ticket-reference.repository.ts'
import { pathsOf, type TicketFilter, wholePathOf } from './ticket-scans.ts'

interface Found<Counts> {
  counts: Counts
  /** Not counted are those before this time. */
  searchedTo?: Date | undefined
}

/** How far each status is counted, and whether tests are. */
interface Extent {
  cap: number
  counted: Counted
  /** Of a search with words, the numbers in the index that do not count. */
  except?: readonly number[]
}

type StatusCounts = Record<TicketStatus, number>

/** Blocks of the search index that are read at once where several filters have no index together: few tickets fulfil them. */
const BLOCKS_OF_FEW = 32

const NONE: StatusCounts = { open: 0, in_progress: 0, closed: 0 }

/**
 * How many tickets of each status there are within the other filters, each counted up to `COUNT_CAP`. Tests count only where
 * the search index is used, because it has them, or where all are asked for.
 */
export async function countByStatus(
  ctx: TenantContext,
  filters: TicketFilters,
  extent: Extent = { cap: COUNT_CAP, counted: 'real' },
): Promise<StatusCountsDto> {
  allow(ctx, 'read tickets')
  const { filter } = await resolveTicketFilters(ctx, filters)
  if (!filter) return { counts: NONE }
  const { counts, searchedTo } = await countWithin(ctx, filter, readQuery(filters.query), extent)
  return { counts, ...(searchedTo && { searchedTo: searchedTo.toISOString() }) }
}

/** Chooses what counts. */
async function countWithin(
  ctx: TenantContext,
  filter: TicketFilter,
  { reference, words }: ReturnType<typeof readQuery>,
  extent: Extent,
): Promise<Found<StatusCounts>> {
  if (reference !== undefined)
    return countEach(filter, async (own) => {
      return { counts: await countTicketsOfReference(ctx, own, reference, extent.cap) }
    })
  const byStatus = wholePathOf(pathsOf({ ...filter, statuses: TICKET_STATUSES }))
  if (words.length === 0 && byStatus)
    return { counts: inOrder(await countEachScan(ctx, filter, byStatus, extent)) }
  const state = words.length === 0 ? await readCurrentState(ctx) : undefined
  if (words.length === 0 && !state) return countEach(filter, (own) => countRows(ctx, own, extent))
  return countInIndex(ctx, filter, words, state, extent)
}

function inOrder(counts: readonly (number | undefined)[]): StatusCounts {
  return Object.fromEntries(
    TICKET_STATUSES.map((status, place) => [status, counts[place] ?? 0]),
  ) as StatusCounts
}

async function countEach(
  filter: TicketFilter,
  count: (own: TicketFilter) => Promise<Found<number>>,
): Promise<Found<StatusCounts>> {
  const counts = { ...NONE }
  let searchedTo: Date | undefined
  for (const status of TICKET_STATUSES) {
    const counted = await count({ ...filter, statuses: [status] })
    counts[status] = counted.counts
    if (counted.searchedTo && (!searchedTo || counted.searchedTo > searchedTo))
      searchedTo = counted.searchedTo
  }
  return { counts, searchedTo }
}

async function countRows(ctx: TenantContext, filter: TicketFilter, extent: Extent): Promise<Found<number>> {
  const { count, stoppedAt } = await countTicketRows(ctx, filter, extent)
  return { counts: count, searchedTo: stoppedAt?.createdAt }
}

/** Counts all statuses in one pass of the search index, but for those that have few tickets. */
async function countInIndex(
  ctx: TenantContext,
  filter: TicketFilter,
  words: readonly QueryWord[],
  state: IndexState | undefined,
  extent: Extent,
): Promise<Found<StatusCounts>> {
  const { cap, counted, except = [] } = extent
  const few = words.length === 0 ? await countFewOfEach(ctx, filter, TICKET_STATUSES, counted) : []
  const counts = inOrder(few)
  const rest = TICKET_STATUSES.filter((_, place) => few[place] === undefined)
  if (rest.length === 0) return { counts }
  const terms = { words, filters: termsOf({ ...filter, statuses: undefined }) }
  const match = await prepareMatch(ctx, terms, state)
  const range = await numberRangeOf(ctx, filter, 0, match.state)
  const termOf = (status: TicketStatus) => filterTerm('status', status)
  const firstWindow = words.length === 0 ? BLOCKS_OF_FEW : undefined
  const found = await countTerms(ctx, match, range, rest.map(termOf), { cap, except, firstWindow })
  if (!(await isSteady(ctx, match.state))) return countWithin(ctx, filter, { words }, extent)
  for (const status of rest) counts[status] = Math.min(cap, found.counts.get(termOf(status)) ?? 0)
  if (rest.every((status) => counts[status] === cap)) return { counts }
  if (found.stoppedAt !== undefined)
    return { counts, searchedTo: await findTimeOfNumber(ctx, found.stoppedAt) }
  return { counts, searchedTo: words.length > 0 ? await readIndexEnd(ctx, match.state) : undefined }
}
