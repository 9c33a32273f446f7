import { COUNT_CAP, TICKET_STATUSES, type TicketFilters } from '#shared/support-ticket.ts'
import type { StatusCountsDto } from '#shared/ticket-counts.ts'
import type { TenantContext } from '../context.ts'
import { allow } from '../policy.ts'
import { isCurrent } from '../ticket-search/is-current.ts'
import { countMatches, prepareMatch, readTerms } from '../ticket-search/match-blocks.ts'
import { numberRangeOf } from './number-range.ts'
import { readQuery } from './read-query.ts'
import { resolveTicketFilters } from './resolve-ticket-filters.ts'
import { readIndexEnd } from './search-tickets.ts'
import { termsOf } from './terms-of-filter.ts'
import { countFewTicketRows, countTicketRows, findTicketsOfReference } from './ticket-list.repository.ts'
import { findTimeOfNumber } from './ticket-number.repository.ts'
import { pathsOf, type TicketFilter, wholePathOf } from './ticket-scans.ts'

interface Counted {
  count: number
  /** Not counted are those before this time. */
  searchedTo?: Date | undefined
}

/**
 * How many tickets of each status there are within the other filters, each counted up to `COUNT_CAP`. Tests count only where
 * the search index is used, because it has them.
 */
export async function countByStatus(ctx: TenantContext, filters: TicketFilters): Promise<StatusCountsDto> {
  allow(ctx, 'read tickets')
  const counts = { open: 0, in_progress: 0, closed: 0 }
  const { filter } = await resolveTicketFilters(ctx, filters)
  if (!filter) return { counts }
  const count = await chooseCount(ctx, filter, readQuery(filters.query))
  let searchedTo: Date | undefined
  for (const status of TICKET_STATUSES) {
    const counted = await count({ ...filter, statuses: [status] })
    counts[status] = counted.count
    if (counted.searchedTo && (!searchedTo || counted.searchedTo > searchedTo))
      searchedTo = counted.searchedTo
  }
  return { counts, ...(searchedTo && { searchedTo: searchedTo.toISOString() }) }
}

/** Chooses what counts one status of a filter, and reads for all statuses what they have in common. */
async function chooseCount(
  ctx: TenantContext,
  filter: TicketFilter,
  { reference, words }: ReturnType<typeof readQuery>,
): Promise<(own: TicketFilter) => Promise<Counted>> {
  if (reference !== undefined)
    return async (own) => ({ count: (await findTicketsOfReference(ctx, own, reference)).length })
  const all = { ...filter, statuses: TICKET_STATUSES }
  const isIndexed = wholePathOf(pathsOf(all)) !== undefined
  if (words.length === 0 && (isIndexed || !(await isCurrent(ctx)))) return (own) => countRows(ctx, own)
  const read = await readTerms(ctx, { words, filters: termsOf(all) })
  const range = await numberRangeOf(ctx, filter, 0)
  const indexEnd = words.length > 0 ? await readIndexEnd(ctx) : undefined
  return async (own) => {
    const few = words.length === 0 ? await countFewTicketRows(ctx, own) : undefined
    if (few !== undefined) return { count: few }
    const match = await prepareMatch(ctx, { words, filters: termsOf(own) }, read)
    const { count, stoppedAt } = await countMatches(ctx, match, range, COUNT_CAP)
    if (count >= COUNT_CAP) return { count: COUNT_CAP }
    return { count, searchedTo: stoppedAt === undefined ? indexEnd : await findTimeOfNumber(ctx, stoppedAt) }
  }
}

async function countRows(ctx: TenantContext, filter: TicketFilter): Promise<Counted> {
  const { count, stoppedAt } = await countTicketRows(ctx, filter, COUNT_CAP, { counted: 'real' })
  return { count, searchedTo: stoppedAt?.createdAt }
}
