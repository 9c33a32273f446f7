import { giveWay, type IndexScope } from './one-batch.ts'
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

/** Blocks of the first window: the newest one may be new. */
const FIRST_WINDOW = 2
/** Each window has so many times the blocks of the one before where nobody knows how many are needed. */
const GROWTH = 4
/** More than the tickets so far promise: a window too many costs more than some blocks. */
const MARGIN = 1.25
const LARGEST_WINDOW = 256
/** In so few blocks, groups are read together, also those that few tickets have. */
const FEW_BLOCKS = 8
/** Milliseconds after which no other window is read. */
const TIME_MS = 250

/**
 * Reads the tickets that match by windows of blocks, in one direction. Between two windows others have their turn, and the clock
 * is looked at.
 *
 * @param wanted tickets that the reader wants beyond those it got, per ticket that it got. It decides how large the next window
 *   is; Infinity where nobody knows
 * @returns the blocks of each window that have a match, in that direction; with `stoppedAt` the last number that was looked at,
 *   when the time is over
 */
export async function* readMatches(
  scope: IndexScope,
  match: Match,
  { towards, least, most }: NumberRange,
  wanted: () => number = () => Infinity,
): AsyncGenerator<{ matched: MatchedBlock[] } | { stoppedAt: number }> {
  if (!match.state || match.groups.some((terms) => terms.length === 0)) return
  const { lowestNo, nextNo } = match.state
  // The time begins with the second window, when the sizes are known: a rare word must be found in one request.
  let until: number | undefined
  let left = commonRange([
    { low: blockOf(lowestNo), high: blockOf(nextNo - 1) },
    { low: blockOf(least), high: blockOf(most) },
    ...match.prefixes.map(spanOf),
  ])
  // Most answers are in the first window, which needs no sizes.
  let measured: Omit<Measured, 'range'> = { groups: match.groups, rare: 0, most: Infinity }
  let size = FIRST_WINDOW
  for (let read = 0; left.low <= left.high;) {
    const window =
      towards === 'older'
        ? { low: Math.max(left.low, left.high - size + 1), high: left.high }
        : { low: left.low, high: Math.min(left.high, left.low + size - 1) }
    left = towards === 'older' ? { ...left, high: window.low - 1 } : { ...left, low: window.high + 1 }
    read += size
    const { blocks, rows } = await readWindow(scope, { ...measured, prefixes: match.prefixes }, window)
    const order = [...blocks.keys()].toSorted((one, other) =>
      towards === 'older' ? other - one : one - other,
    )
    const matched = order
      .map((block) => ({ block, bits: blocks.get(block)! }))
      .filter(({ block, bits }) => keepBetween(bits, least - block * BLOCK, most - block * BLOCK))
    if (matched.length > 0) yield { matched }
    await giveWay()
    if (left.low > left.high) return
    // What is frequent in one window may have nothing beyond it.
    if (measured.rare === 0) {
      const farBlock = towards === 'older' ? window.low : window.high
      const { range, ...more } = await measureMatch(scope, match, rows, farBlock)
      measured = more
      left = commonRange([left, range])
    }
    if (left.low <= left.high && until !== undefined && performance.now() > until) {
      yield { stoppedAt: towards === 'older' ? window.low * BLOCK : (window.high + 1) * BLOCK - 1 }
      return
    }
    until ??= performance.now() + TIME_MS
    size = measured.most > FEW ? nextSize(size, read, wanted()) : LARGEST_WINDOW
  }
}

/**
 * Blocks of the next window: as many as have what is wanted, if they are as those before. At least as many as were read, so that
 * it ends soon where they are not.
 */
function nextSize(size: number, read: number, wanted: number): number {
  const needed = Number.isFinite(wanted) ? Math.ceil(read * wanted * MARGIN) : size * GROWTH
  return Math.min(Math.max(needed, read), LARGEST_WINDOW)
}

/** From the first to the last block. */
export function spanOf(blocks: Blocks): BlockRange {
  return { low: Math.min(...blocks.keys()), high: Math.max(...blocks.keys()) }
}

/** @returns the tickets that match, and what was read last */
async function readWindow(
  scope: IndexScope,
  { groups, prefixes, rare }: Pick<Match, 'prefixes'> & Pick<Measured, 'groups' | 'rare'>,
  window: BlockRange,
): Promise<{ blocks: Blocks; rows: Posting[] }> {
  let kept: Blocks | undefined
  let rows: Posting[] = []
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
    const range = kept ? spanOf(kept) : window
    // What few tickets have leaves few blocks to read of the rest, which is read in one statement.
    const isLast = done >= rare || range.high - range.low < FEW_BLOCKS
    const part = isLast ? groups.slice(done) : groups.slice(done, done + 1)
    done += part.length
    rows = await readEachTerm(scope, [...new Set(part.flat())], range)
    for (const terms of part) keep(joinBlocks(rows.filter(({ term }) => terms.includes(term))))
  }
  return { blocks: kept ?? new Map(), rows }
}

/** Keeps in `blocks` what `others` has too. */
function keepCommonBlocks(blocks: Blocks, others: Blocks): void {
  for (const [block, bits] of blocks) {
    const other = others.get(block)
    if (!other || !keepCommon(bits, other)) blocks.delete(block)
  }
}
