import { KEPT_PARAMETERS } from '../../db/kept-statements.ts'
import { MOST_ROWS, type NumberRange, readMatches, spanOf, spansOf } from './match-blocks.ts'
import { type BlockRange, isFrequent, readSizesOnce } from './measure-match.ts'
import { giveWay } from '../../db/give-way.ts'
import type { TenantScope } from '../context.ts'
import { type Bits, BLOCK, blockOf, countBits, countListed, setBit } from './packed-numbers.ts'
import { type Posting, readEachTerm } from './postings.repository.ts'
import type { Match } from './prepare-match.ts'

/** Terms of one statement that is kept: `readEachTerm` has four values more at most. */
const MOST_TERMS = KEPT_PARAMETERS - 4
/** So many rows are read sooner than they are left out by another statement. */
const GAP_ROWS = 100
/** So few terms are read together with the match, also where nothing matches. */
const BESIDE = 8

/**
 * How many tickets match, counted up to `cap`.
 *
 * @param except numbers that do not count
 * @returns with `stoppedAt` where the time was over
 */
export async function countMatches(
  scope: TenantScope,
  match: Match,
  range: Omit<NumberRange, 'towards'>,
  cap: number,
  except: readonly number[] = [],
): Promise<{ count: number; stoppedAt?: number }> {
  let count = 0
  const progress = () => ({ found: count, missing: cap - count })
  for await (const window of readMatches(scope, match, { towards: 'older', ...range }, progress)) {
    if ('stoppedAt' in window) return { count, stoppedAt: window.stoppedAt }
    for (const { block, bits } of window.matched) {
      leaveOut(except, block, bits)
      count += countBits(bits)
    }
    if (count >= cap) break
  }
  return { count }
}

interface CountedTerms {
  cap?: number
  except?: readonly number[]
  postings?: readonly Posting[] | undefined
  firstWindow?: number | undefined
}

/**
 * How many of the tickets that match have each term; those that none has are left out.
 *
 * @param cap a term that has so many is counted no further
 * @param except numbers that do not count
 * @param postings all of the terms, where they were read before
 * @param firstWindow blocks that are read at once, where it is known that few tickets match
 * @returns with `stoppedAt` where the time was over for those that have less
 */
export async function countTerms(
  scope: TenantScope,
  match: Match,
  range: Omit<NumberRange, 'towards'>,
  terms: readonly string[],
  { cap = Infinity, except = [], postings, firstWindow }: CountedTerms = {},
): Promise<{ counts: Map<string, number>; stoppedAt?: number }> {
  const counts = new Map<string, number>()
  let counted = terms
  if (counted.length === 0) return { counts }
  const progress = () => {
    const found = Math.min(...counted.map((term) => counts.get(term) ?? 0))
    return { found, missing: cap - found }
  }
  const isBeside = !postings && terms.length <= BESIDE && match.groups.length > 0
  const beside = isBeside ? terms : []
  const reading = { beside, firstWindow }
  for await (const window of readMatches(scope, match, { towards: 'older', ...range }, progress, reading)) {
    if ('stoppedAt' in window) return { counts, stoppedAt: window.stoppedAt }
    for (const { block, bits } of window.matched) leaveOut(except, block, bits)
    const found = new Map(window.matched.map(({ block, bits }) => [block, bits]))
    const wanted = new Set(counted)
    const rows = isBeside
      ? window.rows
      : (postings ??
        (await readInParts(scope, counted, spansOf(found.keys(), Math.ceil(GAP_ROWS / counted.length)))))
    for (const { term, block, docs } of rows) {
      const bits = wanted.has(term) ? found.get(block) : undefined
      const count = bits ? countListed(bits, docs) : 0
      if (count > 0) counts.set(term, (counts.get(term) ?? 0) + count)
    }
    if (cap === Infinity || window.isLast) continue
    counted = counted.filter((term) => (counts.get(term) ?? 0) < cap)
    if (counted.length === 0) break
    const blocks = spanOf(found)
    // What has no older tickets is not looked for in all of them.
    const uncertain = counted.filter((term) => !isFrequent([term], rows, blocks.low))
    const sizes = await readSizesOnce(scope, match, uncertain)
    counted = counted.filter(
      (term) => !uncertain.includes(term) || (sizes.get(term)?.low ?? Infinity) < blocks.low,
    )
    if (counted.length === 0) break
  }
  return { counts }
}

function leaveOut(numbers: readonly number[], block: number, bits: Bits): void {
  for (const number of numbers) if (blockOf(number) === block) setBit(bits, number % BLOCK, false)
}

/** Reads some blocks of many terms in statements of so many rows at most. Others have their turn in between. */
async function readInParts(
  scope: TenantScope,
  terms: readonly string[],
  spans: readonly BlockRange[],
): Promise<Posting[]> {
  const rows: Posting[] = []
  for (const span of spans) {
    const size = Math.min(MOST_TERMS, Math.floor(MOST_ROWS / (span.high - span.low + 1)))
    for (let start = 0; start < terms.length; start += size) {
      if (rows.length > 0) await giveWay()
      for (const row of await readEachTerm(scope, terms.slice(start, start + size), span)) rows.push(row)
    }
  }
  return rows
}
