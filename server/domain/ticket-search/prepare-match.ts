import { giveWay } from '../../db/give-way.ts'
import type { TenantScope } from '../context.ts'
import { blockOf } from './packed-numbers.ts'
import { type Blocks, readPrefix, readTerms, type TermSize } from './postings.repository.ts'
import { type IndexState, readState } from './search-state.repository.ts'
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
  /** Sizes that were read so far; undefined: no ticket has the term. */
  sizes: Map<string, TermSize | undefined>
}

/** In an index of so few blocks, a beginning has so few rows that they are read sooner than its names. */
const SMALL_INDEX = 8
/** So many words with a beginning, of all beginnings together, are looked for by name, and only where they are needed. */
const PREFIX_TERMS = 16
/** Rows of all words with one beginning. */
const PREFIX_ROWS = 5_000
/** So many beginnings of a query are looked for. Scripts without spaces can have one for each letter. */
const PREFIXES = 8

/**
 * Finds the words that begin as the query says.
 *
 * @param known the state, where it was read before
 */
export async function prepareMatch(
  scope: TenantScope,
  { words, filters }: SearchTerms,
  known?: IndexState,
): Promise<Match> {
  const state = known ?? (await readState(scope))
  const groups = [...filters, ...words.filter(({ isPrefix }) => !isPrefix).map(({ term }) => [term])]
  const prefixes: Blocks[] = []
  let isCut = false
  let namesLeft =
    state && blockOf(state.nextNo - 1) - blockOf(state.lowestNo) >= SMALL_INDEX ? PREFIX_TERMS : 0
  for (const [index, { term }] of words.filter(({ isPrefix }) => isPrefix).entries()) {
    if (index > 0) await giveWay()
    const isRead = index < PREFIXES
    const terms = isRead && namesLeft > 0 ? await readTerms(scope, term, namesLeft) : undefined
    namesLeft -= terms?.length ?? namesLeft
    const blocks = isRead && !terms ? await readPrefix(scope, term, PREFIX_ROWS) : undefined
    if (blocks) prefixes.push(blocks)
    else groups.push(terms ?? [term])
    isCut ||= !terms && !blocks
  }
  return { groups, prefixes, state, isCut, sizes: new Map() }
}
