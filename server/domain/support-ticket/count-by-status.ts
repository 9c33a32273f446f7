import { COUNT_CAP, TICKET_STATUSES, type TicketFilters } from '#shared/support-ticket.ts'
import type { StatusCountsDto } from '#shared/ticket-counts.ts'
import type { TenantContext } from '../context.ts'
import { allow } from '../policy.ts'
import { isCurrent } from '../ticket-search/is-current.ts'
import { countMatches, prepareMatch, readPrefixes } from '../ticket-search/match-blocks.ts'
import { numberRangeOf } from './number-range.ts'
import { readQuery } from './read-query.ts'
import { resolveTicketFilters } from './resolve-ticket-filters.ts'
import { readIndexEnd } from './search-tickets.ts'
import { termsOf } from './terms-of-filter.ts'
import { countTicketRows, findTicketsOfReference } from './ticket-list.repository.ts'
import { findTimeOfNumber } from './ticket-number.repository.ts'
import { pathsOf, type TicketFilter, wholePathOf } from './ticket-scans.ts'

interface CountQuery extends ReturnType<typeof readQuery> {
  prefixes: Awaited<ReturnType<typeof readPrefixes>>
}

interface Counted {
  count: number
  /** Not counted are those before this time. */
  searchedTo?: Date | undefined
}

/**
 * How many tickets of each status there are within the other filters, each counted up to `COUNT_CAP`. Tests count only where
 * words are looked for, because the search index has them.
 */
export async function countByStatus(ctx: TenantContext, filters: TicketFilters): Promise<StatusCountsDto> {
  allow(ctx, 'read tickets')
  const counts = { open: 0, in_progress: 0, closed: 0 }
  const { filter } = await resolveTicketFilters(ctx, filters)
  if (!filter) return { counts }
  const { reference, words } = readQuery(filters.query)
  const prefixes = reference === undefined ? await readPrefixes(ctx, words) : []
  let searchedTo: Date | undefined
  for (const status of TICKET_STATUSES) {
    const counted = await count(ctx, { ...filter, statuses: [status] }, { reference, words, prefixes })
    counts[status] = counted.count
    if (counted.searchedTo && (!searchedTo || counted.searchedTo > searchedTo))
      searchedTo = counted.searchedTo
  }
  return { counts, ...(searchedTo && { searchedTo: searchedTo.toISOString() }) }
}

async function count(
  ctx: TenantContext,
  filter: TicketFilter,
  { reference, words, prefixes }: CountQuery,
): Promise<Counted> {
  if (reference !== undefined) return { count: (await findTicketsOfReference(ctx, filter, reference)).length }
  const isIndexed = wholePathOf(pathsOf(filter)) !== undefined
  if (words.length > 0 || (!isIndexed && (await isCurrent(ctx))))
    return countFound(ctx, filter, { words, prefixes })
  const { count, stoppedAt } = await countTicketRows(ctx, filter, COUNT_CAP, { counted: 'real' })
  return { count, searchedTo: stoppedAt?.createdAt }
}

async function countFound(
  ctx: TenantContext,
  filter: TicketFilter,
  { words, prefixes }: Omit<CountQuery, 'reference'>,
): Promise<Counted> {
  const match = await prepareMatch(ctx, { words, filters: termsOf(filter) }, prefixes)
  const range = await numberRangeOf(ctx, filter, 0)
  const { count, stoppedAt } = await countMatches(ctx, match, range, COUNT_CAP)
  if (count >= COUNT_CAP) return { count: COUNT_CAP }
  return {
    count,
    searchedTo: stoppedAt === undefined ? await readIndexEnd(ctx) : await findTimeOfNumber(ctx, stoppedAt),
  }
}
