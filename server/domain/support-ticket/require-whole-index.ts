import type { TicketFilters } from '#shared/support-ticket.ts'
import type { TenantContext } from '../context.ts'
import { DomainError } from '../errors.ts'
import { isIndexing } from '../ticket-search/is-indexing.ts'
import { readQuery } from './read-query.ts'

const RETRY_SECONDS = 60

/**
 * Refuses what needs all tickets of a search, while the index is being built. Without words, the tickets themselves are read.
 *
 * @throws DomainError `service-unavailable`
 */
export async function requireWholeIndex(ctx: TenantContext, { query }: TicketFilters): Promise<void> {
  if (readQuery(query).words.length === 0 || !(await isIndexing(ctx))) return
  throw new DomainError('service-unavailable', {
    detail:
      'The search index is being built, so this search does not find all tickets yet. Try again later, or without words.',
    retryAfterSeconds: RETRY_SECONDS,
  })
}
