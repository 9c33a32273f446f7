import {
  type Bits,
  BLOCK,
  blockOf,
  countBits,
  countListed,
  keepBetween,
  keepCommon,
  setBit,
} from './packed-numbers.ts'
import { giveWay, type IndexScope } from './one-batch.ts'
import {
  type Blocks,
  joinBlocks,
  readEachTerm,
  readPrefix,
  readSizes,
  readTerms,
  type TermSize,
} from './postings.repository.ts'
import { type IndexState, readState } from './search-index.repository.ts'
import type { QueryWord } from './split-words.ts'

/** What a ticket must have: each of the words, and of each list of filter terms one. */
export interface SearchTerms {
  words: readonly QueryWord[]
  filters: readonly (readonly string[])[]
}

/** A query, ready to be read block by block. */
export interface Match {
  /** Lists of terms, of each of which a ticket has one. */
  groups: readonly (readonly string[])[]
  /** Tickets of beginnings that many words have. */
  prefixes: readonly Blocks[]
  /** As the index was before any of its tickets were read; undefined: it has none. */
  state: IndexState | undefined
  /** A beginning has so many words that only the word itself was looked for. */
  isCut: boolean
  /** Reads the sizes of all terms, once. The first window does not need them. */
  measure: () => Promise<Measured>
}

interface Measured {
  /** The rarest first. */
  groups: Match['groups']
  /** How many of them few tickets have. */
  rare: number
  /** No more tickets than this can match. */
  most: number
  /** Outside these blocks, nothing matches. */
  range: BlockRange
}

/** Both ends included; nothing where `low` is above `high`. */
interface BlockRange {
  low: number
  high: number
}

/** Numbers of tickets, both ends included, and the direction in which they are read. */
export interface NumberRange {
  towards: 'older' | 'newer'
  least: number
  most: number
}

export interface MatchedBlock {
  block: number
  bits: Bits
}

/** So many words with a beginning, of all beginnings together, are looked for by name, and only where they are needed. */
const PREFIX_TERMS = 4
/** Rows of all words with one beginning. */
const PREFIX_ROWS = 5_000
/** Blocks that are read at once: most answers are in the first few windows. */
const WINDOWS = [8, 32, 128]
/** Blocks of each window after these, and of the second one where no more than `FEW` tickets can match. */
const LARGE_WINDOW = 256
const FEW = 1_000
/** Milliseconds after which no other window is read. */
const TIME_MS = 250

/** Finds the words that begin as the query says. */
export async function prepareMatch(scope: IndexScope, { words, filters }: SearchTerms): Promise<Match> {
  const state = await readState(scope)
  const groups = [...filters, ...words.filter(({ isPrefix }) => !isPrefix).map(({ term }) => [term])]
  const prefixes: Blocks[] = []
  let isCut = false
  let named = 0
  for (const { term } of words.filter(({ isPrefix }) => isPrefix)) {
    const left = Math.max(0, PREFIX_TERMS - named)
    const terms = left > 0 ? await readTerms(scope, term, left + 1) : [term]
    const areMany = left === 0 || terms.length > left
    if (!areMany) named += terms.length
    const blocks = areMany ? await readPrefix(scope, term, PREFIX_ROWS) : undefined
    if (blocks) prefixes.push(blocks)
    else groups.push(areMany ? [term] : terms)
    isCut ||= areMany && !blocks
  }
  let measured: Promise<Measured> | undefined
  return {
    groups,
    prefixes,
    state,
    isCut,
    measure: () => (measured ??= measureGroups(scope, groups, prefixes)),
  }
}

async function measureGroups(
  scope: IndexScope,
  groups: Match['groups'],
  prefixes: Match['prefixes'],
): Promise<Measured> {
  const terms = [...new Set(groups.flat())]
  const sizeOf = terms.length > 0 ? await readSizes(scope, terms) : new Map<string, TermSize>()
  const measured = groups.map((terms) => {
    const sizes = terms.flatMap((term) => sizeOf.get(term) ?? [])
    return { terms, tickets: sizes.reduce((sum, { tickets }) => sum + tickets, 0), ...rangeOf(sizes) }
  })
  const ranges = [
    ...measured,
    ...prefixes.map((blocks) => rangeOf([...blocks.keys()].map((block) => ({ low: block, high: block })))),
  ]
  const sorted = measured.toSorted((one, other) => one.tickets - other.tickets)
  return {
    groups: sorted.map(({ terms }) => terms),
    rare: sorted.filter(({ tickets }) => tickets <= FEW).length,
    most: sorted[0]?.tickets ?? Infinity,
    range: {
      low: Math.max(...ranges.map(({ low }) => low)),
      high: Math.min(...ranges.map(({ high }) => high)),
    },
  }
}

/** From the first to the last of these. */
function rangeOf(ranges: readonly BlockRange[]): BlockRange {
  return {
    low: Math.min(...ranges.map(({ low }) => low)),
    high: Math.max(...ranges.map(({ high }) => high)),
  }
}

function within(one: BlockRange, other: BlockRange): BlockRange {
  return { low: Math.max(one.low, other.low), high: Math.min(one.high, other.high) }
}

/**
 * Reads the tickets that match by windows of blocks, in one direction. Between two windows others have their turn, and the clock
 * is looked at.
 *
 * @returns the blocks of each window that have a match, in that direction; with `stoppedAt` the last number that was looked at,
 *   when the time is over
 */
export async function* readMatches(
  scope: IndexScope,
  match: Match,
  { towards, least, most }: NumberRange,
): AsyncGenerator<{ matched: MatchedBlock[] } | { stoppedAt: number }> {
  if (!match.state || match.groups.some((terms) => terms.length === 0)) return
  const { lowestNo, nextNo } = match.state
  // The time begins with the second window, when the sizes are known: a rare word must be found in one request.
  let until = Infinity
  let left = within(
    { low: blockOf(lowestNo), high: blockOf(nextNo - 1) },
    { low: blockOf(least), high: blockOf(most) },
  )
  // Most answers are in the first window, which needs no sizes.
  let measured: Pick<Measured, 'groups' | 'rare' | 'most'> = { groups: match.groups, rare: 0, most: Infinity }
  for (let turn = 0; left.low <= left.high; turn++) {
    const size = measured.most > FEW ? (WINDOWS[turn] ?? LARGE_WINDOW) : LARGE_WINDOW
    const window =
      towards === 'older'
        ? { low: Math.max(left.low, left.high - size + 1), high: left.high }
        : { low: left.low, high: Math.min(left.high, left.low + size - 1) }
    left = towards === 'older' ? { ...left, high: window.low - 1 } : { ...left, low: window.high + 1 }
    const blocks = await readWindow(scope, { ...measured, prefixes: match.prefixes }, window)
    const order = [...blocks.keys()].toSorted((one, other) =>
      towards === 'older' ? other - one : one - other,
    )
    const matched = order
      .map((block) => ({ block, bits: blocks.get(block)! }))
      .filter(({ block, bits }) => keepBetween(bits, least - block * BLOCK, most - block * BLOCK))
    if (matched.length > 0) yield { matched }
    await giveWay()
    if (left.low > left.high) return
    if (performance.now() > until) {
      yield { stoppedAt: towards === 'older' ? window.low * BLOCK : (window.high + 1) * BLOCK - 1 }
      return
    }
    if (turn > 0) continue
    const { range, ...more } = await match.measure()
    measured = more
    left = within(left, range)
    until = performance.now() + TIME_MS
  }
}

async function readWindow(
  scope: IndexScope,
  { groups, prefixes, rare }: Pick<Match, 'prefixes'> & Pick<Measured, 'groups' | 'rare'>,
  window: BlockRange,
): Promise<Blocks> {
  let kept: Blocks | undefined
  const keep = (found: Blocks) => {
    kept = kept ? common(kept, found) : found
  }
  for (const prefix of prefixes) {
    const inside = new Map([...prefix].filter(([block]) => block >= window.low && block <= window.high))
    keep(common(inside, inside))
  }
  // What few tickets have leaves few blocks to read of the rest, which is read in one statement.
  for (const part of [...groups.slice(0, rare).map((terms) => [terms]), groups.slice(rare)]) {
    if (part.length === 0) continue
    if (kept?.size === 0) return kept
    const range = kept ? { low: Math.min(...kept.keys()), high: Math.max(...kept.keys()) } : window
    const rows = await readEachTerm(scope, [...new Set(part.flat())], range)
    for (const terms of part) keep(joinBlocks(rows.filter(({ term }) => terms.includes(term))))
  }
  return kept ?? new Map()
}

/** New bits: those of a prefix are used again. */
function common(blocks: Blocks, others: Blocks): Blocks {
  const kept: Blocks = new Map()
  for (const [block, bits] of blocks) {
    const other = others.get(block)
    const copy = bits.slice()
    if (other && keepCommon(copy, other)) kept.set(block, copy)
  }
  return kept
}

/**
 * How many tickets match, counted up to `cap`.
 *
 * @param except numbers that do not count
 * @returns with `stoppedAt` where the time was over
 */
export async function countMatches(
  scope: IndexScope,
  match: Match,
  range: Omit<NumberRange, 'towards'>,
  cap: number,
  except: readonly number[] = [],
): Promise<{ count: number; stoppedAt?: number }> {
  let count = 0
  for await (const window of readMatches(scope, match, { towards: 'older', ...range })) {
    if ('stoppedAt' in window) return { count, stoppedAt: window.stoppedAt }
    for (const { block, bits } of window.matched) {
      for (const number of except) if (blockOf(number) === block) setBit(bits, number % BLOCK, false)
      count += countBits(bits)
    }
    if (count >= cap) break
  }
  return { count }
}

/**
 * How many of the tickets that match have each term; those that none has are left out.
 *
 * @param cap a term that has so many is counted no further
 * @returns with `stoppedAt` where the time was over for those that have less
 */
export async function countTerms(
  scope: IndexScope,
  match: Match,
  range: Omit<NumberRange, 'towards'>,
  terms: readonly string[],
  cap = Infinity,
): Promise<{ counts: Map<string, number>; stoppedAt?: number }> {
  const counts = new Map<string, number>()
  let counted = terms
  let sizes: ReadonlyMap<string, TermSize> | undefined
  if (counted.length === 0) return { counts }
  for await (const window of readMatches(scope, match, { towards: 'older', ...range })) {
    if ('stoppedAt' in window) return { counts, stoppedAt: window.stoppedAt }
    const found = new Map(window.matched.map(({ block, bits }) => [block, bits]))
    const blocks = { low: Math.min(...found.keys()), high: Math.max(...found.keys()) }
    for (const { term, block, docs } of await readEachTerm(scope, counted, blocks)) {
      const bits = found.get(block)
      const count = bits ? countListed(bits, docs) : 0
      if (count > 0) counts.set(term, (counts.get(term) ?? 0) + count)
    }
    if (cap === Infinity) continue
    counted = counted.filter((term) => (counts.get(term) ?? 0) < cap)
    if (counted.length === 0) break
    // What has no older tickets is not looked for in all of them.
    sizes ??= await readSizes(scope, counted)
    counted = counted.filter((term) => (sizes?.get(term)?.low ?? Infinity) < blocks.low)
    if (counted.length === 0) break
  }
  return { counts }
}
