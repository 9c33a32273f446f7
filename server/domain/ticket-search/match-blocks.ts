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
  type TermSize,
} from './postings.repository.ts'
import type { QueryWord } from './split-words.ts'

/** What a ticket must have: each of the words, and of each list of filter terms one. */
export interface SearchTerms {
  words: readonly QueryWord[]
  filters: readonly (readonly string[])[]
}

/** A query, ready to be read block by block. */
export interface Match {
  /** Lists of terms, the rarest first. */
  groups: readonly (readonly string[])[]
  /** How many of them few tickets have. */
  rare: number
  prefixes: readonly Blocks[]
  /** No more tickets than this can match. */
  most: number
  /** The blocks that can hold a ticket; undefined when none can. */
  range: { low: number; high: number } | undefined
  /** A beginning has so many words that only the word itself was looked for. */
  isCut: boolean
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

/** Rows of all words with one beginning. */
const PREFIX_ROWS = 5_000
/** Blocks that are read at once: most answers are in the first few windows. */
const WINDOWS = [8, 32, 128]
/** Blocks of each window after these, and of the first one where no more than `FEW` tickets can match. */
const LARGE_WINDOW = 256
const FEW = 1_000
/** Milliseconds after which no other window is read. */
const TIME_MS = 250

/** What the index says of the terms of a query, before any of its tickets are read. */
interface ReadTerms {
  /** Beginnings of words, with the tickets of all of them; without them where there are too many words. */
  prefixes: readonly { term: string; blocks: Blocks | undefined }[]
  sizes: ReadonlyMap<string, TermSize>
}

async function readTerms(scope: IndexScope, { words, filters }: SearchTerms): Promise<ReadTerms> {
  const prefixes = []
  for (const { term, isPrefix } of words)
    if (isPrefix) prefixes.push({ term, blocks: await readPrefix(scope, term, PREFIX_ROWS) })
  const terms = new Set([
    ...filters.flat(),
    ...words.filter(({ isPrefix }) => !isPrefix).map(({ term }) => term),
    ...prefixes.filter(({ blocks }) => !blocks).map(({ term }) => term),
  ])
  return { prefixes, sizes: terms.size > 0 ? await readSizes(scope, [...terms]) : new Map() }
}

/** Finds out how large a query is, before any of its tickets are read. */
export async function prepareMatch(scope: IndexScope, query: SearchTerms): Promise<Match> {
  const { words, filters } = query
  const found = await readTerms(scope, query)
  const prefixes = found.prefixes.flatMap(({ blocks }) => blocks ?? [])
  const cut = found.prefixes.filter(({ blocks }) => !blocks)
  const groups = [
    ...filters,
    ...words.filter(({ isPrefix }) => !isPrefix).map(({ term }) => [term]),
    ...cut.map(({ term }) => [term]),
  ]
  const measured = groups.map((terms) => {
    const sizes = terms.flatMap((term) => found.sizes.get(term) ?? [])
    return {
      terms,
      tickets: sizes.reduce((sum, { tickets }) => sum + tickets, 0),
      low: Math.min(...sizes.map(({ low }) => low)),
      high: Math.max(...sizes.map(({ high }) => high)),
    }
  })
  const most = Math.min(...measured.map((each) => each.tickets))
  for (const blocks of prefixes)
    measured.push({
      terms: [],
      tickets: blocks.size,
      low: Math.min(...blocks.keys()),
      high: Math.max(...blocks.keys()),
    })
  const low = Math.max(...measured.map((each) => each.low))
  const high = Math.min(...measured.map((each) => each.high))
  const sorted = measured
    .filter(({ terms }) => terms.length > 0)
    .toSorted((one, other) => one.tickets - other.tickets)
  return {
    groups: sorted.map(({ terms }) => terms),
    rare: sorted.filter(({ tickets }) => tickets <= FEW).length,
    prefixes,
    most,
    range: low <= high ? { low, high } : undefined,
    isCut: cut.length > 0,
  }
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
  const { range } = match
  if (!range) return
  const low = Math.max(range.low, blockOf(least))
  const high = Math.min(range.high, blockOf(most))
  const until = performance.now() + TIME_MS
  let read = 0
  const sizes = match.most > FEW ? WINDOWS : []
  for (let turn = 0, size: number; read <= high - low; read += size, turn++) {
    size = sizes[turn] ?? LARGE_WINDOW
    const window =
      towards === 'older'
        ? { low: Math.max(low, high - read - size + 1), high: high - read }
        : { low: low + read, high: Math.min(high, low + read + size - 1) }
    const blocks = await readWindow(scope, match, window)
    const order = [...blocks.keys()].toSorted((one, other) =>
      towards === 'older' ? other - one : one - other,
    )
    const matched = order
      .map((block) => ({ block, bits: blocks.get(block)! }))
      .filter(({ block, bits }) => keepBetween(bits, least - block * BLOCK, most - block * BLOCK))
    if (matched.length > 0) yield { matched }
    await giveWay()
    if (performance.now() > until && read + size <= high - low) {
      yield { stoppedAt: towards === 'older' ? window.low * BLOCK : (window.high + 1) * BLOCK - 1 }
      return
    }
  }
}

async function readWindow(
  scope: IndexScope,
  { groups, prefixes, rare }: Match,
  window: { low: number; high: number },
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
