import type { IndexScope } from './one-batch.ts'
import { leastTickets } from './packed-numbers.ts'
import { type Posting, readSizes } from './postings.repository.ts'
import type { Match } from './prepare-match.ts'

export interface Measured {
  /** Those that few tickets have are the first ones. */
  groups: Match['groups']
  /** How many of them few tickets have. */
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

/** What no more tickets have is rare. */
export const FEW = 1_000

/**
 * Finds out where the tickets of a query are.
 *
 * @param first what was read of the first window: sizes of what many tickets of it have are not read, they take longer than
 *   the window
 */
export async function measureMatch(
  scope: IndexScope,
  match: Match,
  first: readonly Posting[],
): Promise<Measured> {
  const isFrequent = (terms: readonly string[]) =>
    first.reduce((sum, { term, docs }) => sum + (terms.includes(term) ? leastTickets(docs) : 0), 0) > FEW
  const others = match.groups.filter((terms) => !isFrequent(terms))
  const sizeOf = await readSizesOnce(scope, match, others.flat())
  const measured = others
    .map((terms) => {
      const sizes = terms.flatMap((term) => sizeOf.get(term) ?? [])
      return { terms, tickets: sizes.reduce((sum, { tickets }) => sum + tickets, 0), ...rangeOf(sizes) }
    })
    .toSorted((one, other) => one.tickets - other.tickets)
  const ranges = [
    ...measured,
    ...match.prefixes.map((blocks) =>
      rangeOf([...blocks.keys()].map((block) => ({ low: block, high: block }))),
    ),
  ]
  return {
    groups: [...measured.map(({ terms }) => terms), ...match.groups.filter(isFrequent)],
    rare: measured.filter(({ tickets }) => tickets <= FEW).length,
    most: measured[0]?.tickets ?? Infinity,
    range: {
      low: Math.max(...ranges.map(({ low }) => low)),
      high: Math.min(...ranges.map(({ high }) => high)),
    },
  }
}

/** Reads the sizes that were not read yet. */
export async function readSizesOnce(
  scope: IndexScope,
  { sizes }: Match,
  terms: readonly string[],
): Promise<Match['sizes']> {
  const unknown = [...new Set(terms)].filter((term) => !sizes.has(term))
  if (unknown.length === 0) return sizes
  const found = await readSizes(scope, unknown)
  for (const term of unknown) sizes.set(term, found.get(term))
  return sizes
}

/** From the first to the last of these. */
function rangeOf(ranges: readonly BlockRange[]): BlockRange {
  return {
    low: Math.min(...ranges.map(({ low }) => low)),
    high: Math.max(...ranges.map(({ high }) => high)),
  }
}
