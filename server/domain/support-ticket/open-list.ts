import { COUNT_CAP } from '#shared/support-ticket.ts'
import type { TenantContext } from '../context.ts'
import type { FoundRows } from '../keyset-page.ts'
import { countMatches } from '../ticket-search/count-matches.ts'
import { isSteady } from '../ticket-search/is-steady.ts'
import type { NumberRange } from '../ticket-search/match-blocks.ts'
import { type Match, prepareMatch } from '../ticket-search/prepare-match.ts'
import { readWaiting } from '../ticket-search/read-waiting.ts'
import { numberRangeOf, SLACK } from './number-range.ts'
import { readFoundRows } from './read-found-rows.ts'
import { termsOf } from './terms-of-filter.ts'
import { countTicketRows } from './ticket-count.repository.ts'
import { listTicketRows, type Place, type TicketListRow, type Walk } from './ticket-list.repository.ts'
import {
  findPlaceOfNumber,
  findTicketRowsById,
  findTicketsUpTo,
  type FoundTicketRow,
  PASSED,
} from './ticket-number.repository.ts'
import { countTicketsOfReference, findTicketsOfReference } from './ticket-reference.repository.ts'
import { pathsOf, type TicketFilter, wholePathOf } from './ticket-scans.ts'

export interface TicketCount {
  count: number
  /** Where the time was over before all were counted. */
  stoppedAt?: unknown
}

/** The tickets of a filter without words. */
interface TicketList {
  /** Reads up to `limit` tickets, from a place or from the end of the list. */
  read: (walk: Walk, limit: number) => Promise<FoundRows<TicketListRow, Place>>
  /** Counts them up to `COUNT_CAP`, all or those of a part of the list. */
  count: (walk: Walk) => Promise<TicketCount>
}

/** A list in the search index, and beside it the tickets that wait for the job: by their rows, as they are now. */
interface IndexedList {
  filter: TicketFilter
  match: Match
  waiting: ReadonlyMap<string, number>
  waitingRows: readonly FoundTicketRow[]
}

type Bounds = Omit<NumberRange, 'towards'>

/**
 * Chooses from where a list is read. The search index has what no index of the database has together. Its order is that of the
 * numbers, which is the order of time but for tickets that are opened at the same moment. A place is a ticket in both, so
 * that a list goes on when the index falls behind.
 *
 * @param reference only tickets whose reference begins so
 */
export async function openList(
  ctx: TenantContext,
  filter: TicketFilter,
  reference?: string,
): Promise<TicketList> {
  if (reference !== undefined)
    return {
      read: (walk, limit) => findTicketsOfReference(ctx, filter, reference, walk, limit),
      count: async (walk) => ({
        count: await countTicketsOfReference(ctx, filter, reference, COUNT_CAP, walk),
      }),
    }
  const waiting = wholePathOf(pathsOf(filter)) ? undefined : await readWaiting(ctx)
  if (!waiting)
    return {
      read: (walk, limit) => listTicketRows(ctx, filter, walk, limit),
      count: (walk) => countAll(ctx, filter, walk),
    }
  const { state } = waiting
  const ids = [...waiting.numbers.keys()]
  const rows = ids.length > 0 ? await findTicketRowsById(ctx, filter, ids) : []
  // The job may have given them their numbers meanwhile.
  const given = rows.flatMap(({ id, searchNo }): [string, number][] =>
    searchNo === null ? [] : [[id, searchNo]],
  )
  const numbers = new Map([...waiting.numbers, ...given])
  const list: IndexedList = {
    filter,
    match: await prepareMatch(ctx, { words: [], filters: termsOf(filter) }, state),
    waiting: numbers,
    waitingRows: rows.map((row) => ({ ...row, searchNo: numbers.get(row.id)! })),
  }
  return {
    async read(walk, limit) {
      const found = await readRows(ctx, list, walk, limit)
      return (await isSteady(ctx, state)) ? found : listTicketRows(ctx, filter, walk, limit)
    },
    async count(walk) {
      const counted = await countRows(ctx, list, walk)
      return (await isSteady(ctx, state)) ? counted : countAll(ctx, filter, walk)
    },
  }
}

function countAll(ctx: TenantContext, filter: TicketFilter, walk: Walk): Promise<TicketCount> {
  return countTicketRows(ctx, filter, { walk, counted: 'all', cap: COUNT_CAP })
}

async function readRows(
  ctx: TenantContext,
  list: IndexedList,
  walk: Walk,
  limit: number,
): Promise<FoundRows<TicketListRow, Place>> {
  const { towards, from } = walk
  const { filter, match } = list
  const bounds = await findBounds(ctx, list, walk)
  if (!bounds) return listTicketRows(ctx, filter, walk, limit)
  let range = within(bounds, await numberRangeOf(ctx, filter, SLACK, match.state))
  for (;;) {
    const found = await readFoundRows(ctx, filter, match, { towards, ...range }, limit)
    const end = found.stoppedAt?.searchNo
    if (end === undefined) return { rows: addWaiting(list, bounds, found.rows, towards).slice(0, limit) }
    const stoppedAt = await findPlaceOfNumber(ctx, end, towards)
    const lookedAt = within(bounds, towards === 'older' ? { ...ALL, least: end } : { ...ALL, most: end })
    if (stoppedAt && stoppedAt.id !== from?.id)
      return { rows: addWaiting(list, lookedAt, found.rows, towards).slice(0, limit), stoppedAt }
    // A place is a ticket, and so many numbers have none any more.
    range = within(range, past(end, towards))
  }
}

function addWaiting(
  list: IndexedList,
  bounds: Bounds,
  found: readonly FoundTicketRow[],
  towards: Walk['towards'],
): FoundTicketRow[] {
  // The job can have indexed some of them meanwhile.
  const rows = new Map([...waitingWithin(list, bounds), ...found].map((row) => [row.id, row]))
  const sign = towards === 'older' ? -1 : 1
  return [...rows.values()].toSorted((one, other) => sign * (one.searchNo - other.searchNo))
}

async function countRows(ctx: TenantContext, list: IndexedList, walk: Walk): Promise<TicketCount> {
  const { filter, match, waiting } = list
  const bounds = await findBounds(ctx, list, walk)
  if (!bounds) return countAll(ctx, filter, walk)
  const range = within(bounds, await numberRangeOf(ctx, filter, 0, match.state))
  const found = await countMatches(ctx, match, range, COUNT_CAP, [...waiting.values()])
  return { ...found, count: Math.min(COUNT_CAP, found.count + waitingWithin(list, bounds).length) }
}

const ALL: Bounds = { least: 0, most: Infinity }

/**
 * The numbers beyond the place where a walk begins.
 *
 * @returns undefined when nobody can tell, because too many tickets before it have no number
 */
async function findBounds(
  ctx: TenantContext,
  list: IndexedList,
  { towards, from }: Walk,
): Promise<Bounds | undefined> {
  if (!from) return ALL
  const last = await findLastNumber(ctx, list, from)
  return last && past(towards === 'older' && !last.isItself ? last.number + 1 : last.number, towards)
}

/**
 * The number of the ticket at a place. Where that was deleted, or where nobody has queued it, it is that of the one before in
 * time.
 */
async function findLastNumber(
  ctx: TenantContext,
  { waiting }: IndexedList,
  from: Place,
): Promise<{ number: number; isItself: boolean } | undefined> {
  for (const limit of [1, PASSED]) {
    const tickets = await findTicketsUpTo(ctx, from, limit)
    for (const { id, searchNo } of tickets) {
      const number = searchNo ?? waiting.get(id)
      if (number !== undefined) return { number, isItself: id === from.id }
    }
    if (tickets.length < limit) return { number: -1, isItself: false }
  }
  return undefined
}

function past(number: number, towards: Walk['towards']): Bounds {
  return towards === 'older' ? { ...ALL, most: number - 1 } : { ...ALL, least: number + 1 }
}

function within(one: Bounds, other: Bounds): Bounds {
  return { least: Math.max(one.least, other.least), most: Math.min(one.most, other.most) }
}

function waitingWithin({ waitingRows }: IndexedList, { least, most }: Bounds): readonly FoundTicketRow[] {
  return waitingRows.filter(({ searchNo }) => searchNo >= least && searchNo <= most)
}
