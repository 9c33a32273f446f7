import { BASE32_CLASS } from '#sdk/wire/base32.ts'
import { normaliseReference } from '#sdk/wire/reference.ts'
import { type QueryWord, splitQuery } from '../ticket-search/split-words.ts'

const CHARACTER = `[${BASE32_CLASS.toUpperCase()}]`
/** A reference, or its first three characters and more. */
const REFERENCE = new RegExp(`^TK-${CHARACTER}{3}(?:${CHARACTER}(?:-${CHARACTER}{0,4})?)?$`)

/** What somebody typed into the search box: a reference or the beginning of one, or words. */
export function readQuery(query = ''): { reference?: string; words: readonly QueryWord[] } {
  const reference = normaliseReference(query)
  return REFERENCE.test(reference) ? { reference, words: [] } : { words: splitQuery(query) }
}

/** Whether something is searched for that no ticket is found by, such as signs alone. */
export function isWithoutWords(query = ''): boolean {
  const { reference, words } = readQuery(query)
  return query.trim() !== '' && reference === undefined && words.length === 0
}
