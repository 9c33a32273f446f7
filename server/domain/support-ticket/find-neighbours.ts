import { COUNT_CAP, type TicketFilters } from '#shared/support-ticket.ts'
import type { NeighboursDto } from '#shared/ticket-neighbours.ts'
import type { TenantContext } from '../context.ts'
import { DomainError } from '../errors.ts'
import { allow } from '../policy.ts'
import type { QueryWord } from '../ticket-search/split-words.ts'
import { openList, type TicketCount } from './open-list.ts'
import { readQuery } from './read-query.ts'
import { resolveTicketFilters } from './resolve-ticket-filters.ts'
import { findFoundNeighbours } from './search-tickets.ts'
import { SupportTicket } from './support-ticket.entity.ts'
import type { TicketFilter } from './ticket-scans.ts'

/**
 * The tickets before and after one in a filtered list, also when it does not match the filters any more.
 *
 * @throws DomainError `ticket-not-found`
 */
export async function findNeighbours(
  ctx: TenantContext,
  reference: string,
  filters: TicketFilters,
): Promise<NeighboursDto> {
  allow(ctx, 'read tickets')
  const ticket = await ctx.em.findOne(SupportTicket, { reference })
  if (!ticket) throw new DomainError('ticket-not-found')
  const { filter } = await resolveTicketFilters(ctx, filters)
  const { reference: beginning, words } = readQuery(filters.query)
  if (!filter) return { total: 0 }
  if (words.length > 0)
    return typeof ticket.searchNo === 'number'
      ? findInSearch(ctx, filter, words, ticket.searchNo)
      : { total: 0 }

  const list = await openList(ctx, filter, beginning)
  const { id, createdAt } = ticket
  const newerWalk = { towards: 'newer', from: { createdAt, id } } as const
  const [newer] = (await list.read(newerWalk, 1)).rows
  // `~` is above every character of an id, so that this begins at the ticket itself.
  const here = { towards: 'older', from: { createdAt, id: `${id}~` } } as const
  const [first, second] = (await list.read(here, 2)).rows
  const matches = first?.id === id
  const older = matches ? second : first
  return {
    ...(newer && { newer: newer.reference }),
    ...(older && { older: older.reference }),
    ...presentPlace(
      matches ? await list.count(newerWalk) : undefined,
      await list.count({ towards: 'older' }),
    ),
  }
}

/** @param above the tickets before it; undefined if it does not match the filters */
function presentPlace(
  above: TicketCount | undefined,
  all: TicketCount,
): Pick<NeighboursDto, 'place' | 'total'> {
  const isKnown = above && above.stoppedAt === undefined && all.stoppedAt === undefined
  return {
    ...(isKnown && { place: Math.min(1 + above.count, COUNT_CAP) }),
    total: Math.min(all.count, COUNT_CAP),
  }
}

async function findInSearch(
  ctx: TenantContext,
  filter: TicketFilter,
  words: readonly QueryWord[],
  searchNo: number,
): Promise<NeighboursDto> {
  const { newer, older, above, all } = await findFoundNeighbours(ctx, { words, filter }, searchNo)
  return {
    ...(newer && { newer: newer.reference }),
    ...(older && { older: older.reference }),
    ...presentPlace(above, all),
  }
}
