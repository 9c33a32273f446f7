import { COUNT_CAP, TICKET_STATUSES, type TicketFilters, type TicketStatus } from '#shared/support-ticket.ts'
import type { StatusCountsDto } from '#shared/ticket-counts.ts'
import type { TenantContext } from '../context.ts'
import { allow } from '../policy.ts'
import { filterTerm, TEST_TERM } from '../ticket-search/filter-terms.ts'
import { countTerms, prepareMatch, readPrefixes, type SearchTerms } from '../ticket-search/match-blocks.ts'
import { isCurrent } from '../ticket-search/search-index.repository.ts'
import type { QueryWord } from '../ticket-search/split-words.ts'
import { numberRangeOf } from './number-range.ts'
import { readQuery } from './read-query.ts'
import { resolveTicketFilters } from './resolve-ticket-filters.ts'
import { readIndexEnd } from './search-tickets.ts'
import { termsOf, termsOfAll } from './terms-of-filter.ts'
import { countTicketRows, findTicketsOfReference, findTimeOfNumber } from './ticket-list.repository.ts'
import type { TicketFilter } from './ticket-scans.ts'

type Counts = Record<TicketStatus, number>

interface Counted {
  counts: Counts
  /** Not counted are those before this time. */
  searchedTo?: Date | undefined
}

/**
 * How many tickets of each status there are within the other filters, each counted up to `COUNT_CAP`, without tests. They are
 * counted in the search index, all statuses at once; while this does not have all tickets as they are now, row by row.
 */
export async function countByStatus(ctx: TenantContext, filters: TicketFilters): Promise<StatusCountsDto> {
  allow(ctx, 'read tickets')
  const found = (await resolveTicketFilters(ctx, filters)).filter
  if (!found) return { counts: countsOf(() => 0) }
  const filter = { ...found, statuses: undefined }
  const { reference, words } = readQuery(filters.query)
  if (reference !== undefined) return { counts: await countReference(ctx, filter, reference) }
  const isIndexed = words.length > 0 || (await isCurrent(ctx))
  const { counts, searchedTo } = isIndexed
    ? await countFound(ctx, filter, words)
    : await countRows(ctx, filter)
  return { counts, ...(searchedTo && { searchedTo: searchedTo.toISOString() }) }
}

async function countReference(ctx: TenantContext, filter: TicketFilter, reference: string): Promise<Counts> {
  const rows = await findTicketsOfReference(ctx, filter, reference)
  return countsOf((status) => rows.filter((row) => row.status === status).length)
}

async function countRows(ctx: TenantContext, filter: TicketFilter): Promise<Counted> {
  const counts = countsOf(() => 0)
  let searchedTo: Date | undefined
  for (const status of TICKET_STATUSES) {
    const within = { ...filter, statuses: [status] }
    const { count, stoppedAt } = await countTicketRows(ctx, within, COUNT_CAP, { counted: 'real' })
    counts[status] = count
    if (stoppedAt && (!searchedTo || stoppedAt.createdAt > searchedTo)) searchedTo = stoppedAt.createdAt
  }
  return { counts, searchedTo }
}

async function countFound(
  ctx: TenantContext,
  filter: TicketFilter,
  words: readonly QueryWord[],
): Promise<Counted> {
  const prefixes = await readPrefixes(ctx, words)
  const range = await numberRangeOf(ctx, filter, 0)
  const prepare = (filters: SearchTerms['filters']) =>
    prepareMatch(ctx, { words, filters }, { read: prefixes, also: [...STATUS_TERMS, TEST_TERM] })
  const filters = termsOf(filter)
  const isNarrow = words.length > 0 || filters.length > 0
  const match = await prepare(isNarrow ? filters : termsOfAll())
  const { sizes } = match
  const most = sizes.get(TEST_TERM)?.tickets ?? 0
  const tests =
    most > 0
      ? await countTerms(ctx, await prepare([...filters, [TEST_TERM]]), range, STATUS_TERMS)
      : undefined
  const isOfTime = filter.since !== undefined || filter.before !== undefined
  const all =
    isNarrow || isOfTime ? await countTerms(ctx, match, range, STATUS_TERMS, COUNT_CAP + most) : undefined
  const counts = countsOf((status) => {
    const term = filterTerm('status', status)
    const count = all ? all.counts.get(term) : sizes.get(term)?.tickets
    return Math.min(COUNT_CAP, (count ?? 0) - (tests?.counts.get(term) ?? 0))
  })
  const isCapped = TICKET_STATUSES.every((status) => counts[status] === COUNT_CAP)
  const stoppedAt = all?.stoppedAt
  if (isCapped) return { counts }
  if (stoppedAt !== undefined) return { counts, searchedTo: await findTimeOfNumber(ctx, stoppedAt) }
  // Without words, the index was asked for because it has all tickets.
  return { counts, searchedTo: words.length > 0 ? await readIndexEnd(ctx) : undefined }
}

const STATUS_TERMS = TICKET_STATUSES.map((status) => filterTerm('status', status))

function countsOf(count: (status: TicketStatus) => number): Counts {
  return { open: count('open'), in_progress: count('in_progress'), closed: count('closed') }
}
