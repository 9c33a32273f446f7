import { giveWay } from '../../db/give-way.ts'
import type { TenantScope } from '../context.ts'
import { type Bits, BLOCK, blockOf, keepBetween, keepCommon } from './packed-numbers.ts'
import { type Blocks, joinBlocks, type Posting, readEachTerm } from './postings.repository.ts'
import { type BlockRange, commonRange, FEW, type Measured, measureMatch } from './measure-match.ts'
import type { Match } from './prepare-match.ts'

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

/** How far its reader is. */
export interface Progress {
  found: number
  /** What is wanted beyond that; Infinity for everything. */
  missing: number
}

/** Blocks of the first window, unless its reader knows better. The newest block of all may be nearly empty. */
const FIRST_WINDOW = 2
/** Blocks of the second window at least. */
const SECOND_WINDOW = 8
const LARGEST_WINDOW = 256
/** Rows of a statement, which SQLite reads without a pause. */
export const MOST_ROWS = 4_096
/** A window too many costs more than some blocks too many. */
const MARGIN = 1.25
/** One window promises at most so many times its blocks: a single hit says little. */
const MOST_PROMISED = 32
/** In so few blocks, the words that few tickets have are read together with the others. */
const TOGETHER_BLOCKS = 8
/** Milliseconds after which no other window is read. */
const TIME_MS = 250

/** What a reader wants beyond the match. */
interface Reading {
  /** Other terms to read in the last statement of each window. A match of beginnings alone has no statement. */
  beside?: readonly string[]
  /** Blocks of the first window. */
  firstWindow?: number | undefined
}

/**
 * Reads the tickets that match by windows of blocks, in one direction. Between two windows others have their turn, and the clock
 * is looked at.
 *
 * @param progress asked after each window, of which it decides how large the next one is
 * @returns the blocks of each window that have a match, in that direction, and the rows that were read last; with `stoppedAt`
 *   the last number that was looked at, when the time is over
 */
export async function* readMatches(
  scope: TenantScope,
  match: Match,
  { towards, least, most }: NumberRange,
  progress: () => Progress,
  { beside = [], firstWindow = FIRST_WINDOW }: Reading = {},
): AsyncGenerator<{ matched: MatchedBlock[]; rows: Posting[]; isLast: boolean } | { stoppedAt: number }> {
  if (!match.state || match.groups.some((terms) => terms.length === 0)) return
  const { lowestNo, nextNo } = match.state
  let left = commonRange([
    { low: blockOf(lowestNo), high: blockOf(nextNo - 1) },
    { low: blockOf(least), high: blockOf(most) },
    ...match.prefixes.map(spanOf),
  ])
  let measured: Omit<Measured, 'range'> = { groups: match.groups, rare: 0, most: Infinity }
  // The time begins when the sizes are known: a rare word must be found in one request.
  let until = Infinity
  const rowsOfBlock = match.groups.flat().length + beside.length
  const largest = Math.max(SECOND_WINDOW, Math.min(LARGEST_WINDOW, Math.floor(MOST_ROWS / rowsOfBlock)))
  // Who wants everything does not look whether less is enough.
  let size = progress().missing === Infinity ? largest : Math.min(largest, firstWindow)
  for (let read = 0; left.low <= left.high;) {
    const window = takeWindow(left, size, towards)
    left = towards === 'older' ? { ...left, high: window.low - 1 } : { ...left, low: window.high + 1 }
    const terms = { ...measured, prefixes: match.prefixes, beside }
    const { blocks, rows, range } = await readWindow(scope, terms, window)
    const matched = [...blocks]
      .map(([block, bits]) => ({ block, bits }))
      .filter(({ block, bits }) => keepBetween(bits, least - block * BLOCK, most - block * BLOCK))
      .toSorted((one, other) => (towards === 'older' ? other.block - one.block : one.block - other.block))
    const isLast = left.low > left.high
    if (matched.length > 0) yield { matched, rows, isLast }
    await giveWay()
    if (isLast) return
    // Most answers are in the first window, and need no sizes, unless it has nothing of a word. What is frequent in one window
    // may have nothing beyond it.
    const isNeeded = read > 0 || (match.prefixes.length === 0 && match.groups.some(isAbsentFrom(rows)))
    if (isNeeded && measured.rare === 0) {
      const { range: common, ...more } = await measureMatch(
        scope,
        match,
        rows,
        towards === 'older' ? range.low : range.high,
      )
      measured = more
      left = commonRange([left, common])
      until = Math.min(until, performance.now() + TIME_MS)
    }
    if (left.low <= left.high && performance.now() > until) {
      yield { stoppedAt: towards === 'older' ? window.low * BLOCK : (window.high + 1) * BLOCK - 1 }
      return
    }
    read += size
    size = Math.min(largest, nextSize(size, read, progress(), measured.most))
  }
}

function isAbsentFrom(rows: readonly Posting[]): (terms: readonly string[]) => boolean {
  return (terms) => !rows.some(({ term }) => terms.includes(term))
}

function takeWindow({ low, high }: BlockRange, size: number, towards: NumberRange['towards']): BlockRange {
  return towards === 'older'
    ? { low: Math.max(low, high - size + 1), high }
    : { low, high: Math.min(high, low + size - 1) }
}

/**
 * Blocks of the next window: as many as have what is missing, if they are as those that were read; or twice those of the last
 * window, so that there are few windows even where that is not so.
 *
 * @param most no more tickets than this can match
 */
function nextSize(size: number, read: number, { found, missing }: Progress, most: number): number {
  if (most <= FEW && (found === 0 || most - found <= missing)) return LARGEST_WINDOW
  const isKnown = found > 0 && missing < Infinity
  const promised = isKnown ? Math.min((missing / found) * MARGIN, MOST_PROMISED) * read : 0
  return Math.max(Math.ceil(promised), 2 * size, SECOND_WINDOW)
}

/** From the first to the last of these blocks, in parts where so many are missing between two. */
export function spansOf(blocks: Iterable<number>, gap: number): BlockRange[] {
  const spans: BlockRange[] = []
  for (const block of [...blocks].toSorted((one, other) => one - other)) {
    const last = spans.at(-1)
    if (last && block - last.high <= gap) last.high = block
    else spans.push({ low: block, high: block })
  }
  return spans
}

/** From the first to the last block. */
export function spanOf(blocks: Blocks): BlockRange {
  return { low: Math.min(...blocks.keys()), high: Math.max(...blocks.keys()) }
}

interface WindowTerms extends Pick<Match, 'prefixes'>, Pick<Measured, 'groups' | 'rare'> {
  beside: readonly string[]
}

/** @returns the tickets that match, and what was read last, with the blocks in which it was looked for */
async function readWindow(
  scope: TenantScope,
  { groups, prefixes, rare, beside }: WindowTerms,
  window: BlockRange,
): Promise<{ blocks: Blocks; rows: Posting[]; range: BlockRange }> {
  let kept: Blocks | undefined
  let rows: Posting[] = []
  let range = window
  const keep = (found: Blocks) => {
    if (kept) keepCommonBlocks(kept, found)
    else kept = found
  }
  for (const prefix of prefixes) {
    const inside = [...prefix].filter(([block]) => block >= window.low && block <= window.high)
    // A copy: bits of a prefix are used again.
    keep(new Map(inside.map(([block, bits]) => [block, bits.slice()])))
  }
  for (let done = 0; done < groups.length;) {
    if (kept?.size === 0) break
    if (kept) range = spanOf(kept)
    // What few tickets have leaves few blocks to read of the rest, which is read in one statement.
    const isLast = done >= rare || range.high - range.low < TOGETHER_BLOCKS
    const part = isLast ? groups.slice(done) : groups.slice(done, done + 1)
    done += part.length
    const terms = done < groups.length ? part.flat() : [...part.flat(), ...beside]
    rows = await readEachTerm(scope, [...new Set(terms)], range)
    for (const terms of part) keep(joinBlocks(rows.filter(({ term }) => terms.includes(term))))
  }
  return { blocks: kept ?? new Map(), rows, range }
}

/** Keeps in `blocks` what `others` has too. */
function keepCommonBlocks(blocks: Blocks, others: Blocks): void {
  for (const [block, bits] of blocks) {
    const other = others.get(block)
    if (!other || !keepCommon(bits, other)) blocks.delete(block)
  }
}
