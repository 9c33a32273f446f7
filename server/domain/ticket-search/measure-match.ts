import type { TenantScope } from '../context.ts'
import { leastTickets } from './packed-numbers.ts'
import { type Posting, readSizes } from './postings.repository.ts'
import type { Match } from './prepare-match.ts'

export interface Measured {
  /** Those that few tickets have are the first ones. */
  groups: Match['groups']
  /** How many groups at the front few tickets have. */
  rare: number
  /** No more tickets than this can match. */
  most: number
  /** Outside these blocks, nothing matches. */
  range: BlockRange
}

/** Both ends included; nothing where `low` is above `high`. */
export interface BlockRange {
  low: number
  high: number
}

/** What no more tickets have is rare, and what more tickets of one window have is frequent. */
export const FEW = 1_000

/**
 * Finds out where the tickets of a query are.
 *
 * @param read rows of the last window. What is frequent in it is not measured: its sizes take longer to read than the window
 * @param farBlock the last block that was read
 */
export async function measureMatch(
  scope: TenantScope,
  match: Match,
  read: readonly Posting[],
  farBlock: number,
): Promise<Measured> {
  const frequent = match.groups.filter((terms) => isFrequent(terms, read, farBlock))
  const others = match.groups.filter((terms) => !frequent.includes(terms))
  const sizeOf = await readSizesOnce(scope, match, others.flat())
  const measured = others
    .map((terms) => {
      const sizes = terms.flatMap((term) => sizeOf.get(term) ?? [])
      return { terms, tickets: sizes.reduce((sum, { tickets }) => sum + tickets, 0), ...rangeOf(sizes) }
    })
    .toSorted((one, other) => one.tickets - other.tickets)
  return {
    groups: [...measured.map(({ terms }) => terms), ...frequent],
    rare: measured.filter(({ tickets }) => tickets <= FEW).length,
    most: measured[0]?.tickets ?? Infinity,
    range: commonRange(measured),
  }
}

/** Whether many tickets of a window have one of the terms, and some in its last block, so that there are probably more beyond. */
export function isFrequent(terms: readonly string[], read: readonly Posting[], farBlock: number): boolean {
  const rows = read.filter(({ term }) => terms.includes(term))
  const tickets = rows.reduce((sum, { docs }) => sum + leastTickets(docs), 0)
  return tickets > FEW && rows.some(({ block }) => block === farBlock)
}

/** Reads the sizes that were not read yet. */
export async function readSizesOnce(
  scope: TenantScope,
  { sizes }: Match,
  terms: readonly string[],
): Promise<Match['sizes']> {
  const unknown = [...new Set(terms)].filter((term) => !sizes.has(term))
  if (unknown.length === 0) return sizes
  const found = await readSizes(scope, unknown)
  for (const term of unknown) sizes.set(term, found.get(term))
  return sizes
}

/** The blocks that all of these have. */
export function commonRange(ranges: readonly BlockRange[]): BlockRange {
  return {
    low: Math.max(...ranges.map(({ low }) => low)),
    high: Math.min(...ranges.map(({ high }) => high)),
  }
}

/** From the first to the last of these. */
function rangeOf(ranges: readonly BlockRange[]): BlockRange {
  return {
    low: Math.min(...ranges.map(({ low }) => low)),
    high: Math.max(...ranges.map(({ high }) => high)),
  }
}
