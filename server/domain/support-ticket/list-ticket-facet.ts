import type { TicketFilters } from '#shared/support-ticket.ts'
import type { TicketFacet, TicketFacetDto } from '#shared/ticket-counts.ts'
import type { TenantContext } from '../context.ts'
import { allow } from '../policy.ts'
import { beginningOf } from '../ticket-search/filter-terms.ts'
import { countTerms } from '../ticket-search/count-matches.ts'
import { isSteady } from '../ticket-search/is-steady.ts'
import { prepareMatch } from '../ticket-search/prepare-match.ts'
import { MOST_ROWS } from '../ticket-search/match-blocks.ts'
import { readBeginning, readTopTerms, type TermTickets } from '../ticket-search/postings.repository.ts'
import { readIndexEnd } from '../ticket-search/read-index-end.ts'
import { readState } from '../ticket-search/search-state.repository.ts'
import { numberRangeOf } from './number-range.ts'
import { readQuery } from './read-query.ts'
import { resolveTicketFilters } from './resolve-ticket-filters.ts'
import { termsOf, termsOfAll } from './terms-of-filter.ts'
import { findTimeOfNumber } from './ticket-number.repository.ts'

/** Values of a facet: those that most tickets of the organization have. */
const VALUES = 100

/**
 * The tools, or the errors, of the tickets within the other filters, with how many tickets each has. They are counted in the
 * search index, which has a ticket two seconds after it was opened.
 */
export async function listTicketFacet(
  ctx: TenantContext,
  facet: TicketFacet,
  filters: TicketFilters,
): Promise<TicketFacetDto> {
  allow(ctx, 'read tickets')
  const { filter } = await resolveTicketFilters(ctx, { ...filters, [facet]: undefined })
  const query = readQuery(filters.query)
  if (!filter || query.reference !== undefined) return { values: [], hasMore: false }
  const groups = [...termsOf(filter), ...(filter.since || filter.before ? termsOfAll() : [])]
  const isNarrow = groups.length > 0 || query.words.length > 0
  const match = isNarrow ? await prepareMatch(ctx, { words: query.words, filters: groups }) : undefined
  const state = match ? match.state : await readState(ctx)
  const beginning = beginningOf(facet)
  // In one statement, unless there are too many: sooner than to find those of most tickets first.
  const postings = match && (await readBeginning(ctx, beginning, MOST_ROWS))
  const { top, isCut } = postings
    ? { top: sumTickets(postings).slice(0, VALUES + 1), isCut: false }
    : await readTopTerms(ctx, beginning, VALUES + 1)
  const terms = top.slice(0, VALUES)
  const counted = match
    ? await countTerms(
        ctx,
        match,
        await numberRangeOf(ctx, filter, 0, state),
        terms.map(({ term }) => term),
        { postings },
      )
    : { counts: new Map(terms.map(({ term, tickets }) => [term, tickets])), stoppedAt: undefined }
  if (!(await isSteady(ctx, state))) return listTicketFacet(ctx, facet, filters)
  const { counts, stoppedAt } = counted
  const searchedTo =
    stoppedAt === undefined ? await readIndexEnd(ctx, state) : await findTimeOfNumber(ctx, stoppedAt)
  return {
    values: [...counts]
      .map(([term, count]) => ({ value: term.slice(beginning.length), count }))
      .toSorted((one, other) => other.count - one.count),
    hasMore: isCut || top.length > VALUES,
    ...(searchedTo && { searchedTo: searchedTo.toISOString() }),
  }
}

/** How many tickets each term has, the most first. */
function sumTickets(postings: readonly TermTickets[]): TermTickets[] {
  const sums = new Map<string, number>()
  for (const { term, tickets } of postings) sums.set(term, (sums.get(term) ?? 0) + tickets)
  return [...sums]
    .map(([term, tickets]) => ({ term, tickets }))
    .toSorted((one, other) => other.tickets - one.tickets || (one.term < other.term ? -1 : 1))
}
