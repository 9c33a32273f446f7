import { shortenRuns } from '#sdk/wire/text.ts'

/** Bytes of a term. A longer one is cut, in tickets and in queries alike. */
const TERM_BYTES = 160
/** Different words of one ticket. What comes after them is not found by. */
const WORDS = 1_024

/**
 * Letters of scripts that are written without spaces, or, as Korean is, with words that are joined at will. Their texts are cut into
 * pairs of letters.
 */
const DENSE = String.raw`[[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}\p{scx=Hang}]&&[\p{L}\p{N}\p{M}]]`
const CONNECTORS = String.raw`_.@\-`
const RUN = new RegExp(String.raw`(${DENSE}+)|(?:(?!${DENSE})[\p{L}\p{N}\p{M}'${CONNECTORS}])+`, 'gv')
/** The end is looked for at the first of them only: at each, a long row of them would take quadratic time. */
const AT_THE_ENDS = /^[_.@'-]+|(?<![_.@'-])[_.@'-]+$/g
const CONNECTED = /[_.@'-]/
/** What people type for an apostrophe. */
const APOSTROPHES = /[\u0060\u00b4\u02b9\u02bb\u02bc\u2018\u2019\u201b\u2032]/g
const HYPHENS = /[\u2010\u2011]/g
/** Scripts that are also written without their marks. In others a mark makes another letter. */
const ACCENTS = /(?<=[\p{Script=Latin}\p{Script=Greek}\p{Script=Arabic}\p{Script=Hebrew}])\p{M}+/gu
/** Where a name such as `searchOrders` or `HTTPError` has a new word. */
const HUMPS = /(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u
const SINGLE_LATIN = /^[a-z]$/
/** Of what is below, only case and apostrophes are in it. */
const ASCII = /^[ -~]*$/

/** Letters that are also written as others, and do not decompose. */
const SAME: Readonly<Record<string, string>> = {
  ß: 'ss',
  ø: 'o',
  þ: 'th',
  ð: 'd',
  ħ: 'h',
  ё: 'е',
  ł: 'l',
  đ: 'd',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
  ς: 'σ',
}

/** One word of a query. */
export interface QueryWord {
  term: string
  /** All terms that begin with it count. */
  isPrefix: boolean
}

/**
 * The words of texts, under which a ticket is found: whole names such as `search_orders` or `ana@example.com`, and their parts.
 * Case, accents, width and apostrophes do not count.
 *
 * @param texts bounded ones, the most important first
 */
export function splitWords(texts: readonly string[]): Set<string> {
  const words = new Set<string>()
  // Most words of a text are in it several times.
  const known = new Set<string>()
  const add = (word: string) => {
    const term = cutTerm(fold(word))
    if (term !== '' && !SINGLE_LATIN.test(term)) words.add(term)
  }
  for (const text of texts) {
    for (const { letters, isDense } of runsOf(text)) {
      if (words.size >= WORDS) break
      if (isDense) for (const pair of pairsOf(fold(letters))) words.add(pair)
      else if (!known.has(letters)) for (const word of namesOf(letters)) add(word)
      known.add(letters)
    }
  }
  return words.size > WORDS ? new Set([...words].slice(0, WORDS)) : words
}

/**
 * The words of a query: a ticket must have each of them. The last may be the beginning of one, and so may a single letter of
 * a script without spaces.
 */
export function splitQuery(query: string): QueryWord[] {
  const runs = [...runsOf(query)]
  const words = runs.flatMap(({ letters, isDense }, index): QueryWord[] => {
    if (!isDense) return [{ term: cutTerm(fold(letters)), isPrefix: index === runs.length - 1 }]
    const folded = Array.from(fold(letters))
    if (folded.length === 1) return [{ term: folded[0]!, isPrefix: true }]
    return pairsOf(folded.join(''))
      .slice(0, -1)
      .map((term) => ({ term, isPrefix: false }))
  })
  // Tickets have no words of one Latin letter. If there is no other, it can be the beginning of one.
  const known = words.filter(({ term }) => term !== '' && !SINGLE_LATIN.test(term))
  const all = known.length > 0 ? known : words.slice(-1)
  return [...new Map(all.map((word) => [`${word.term}${word.isPrefix ? '*' : ''}`, word])).values()]
}

/** At most so many bytes of a term, and no half of a character. */
export function cutTerm(term: string): string {
  if (term.length * 3 <= TERM_BYTES) return term
  const bytes = Buffer.from(term)
  if (bytes.length <= TERM_BYTES) return term
  let end = TERM_BYTES
  while ((bytes[end]! & 0xc0) === 0x80) end--
  return bytes.toString('utf8', 0, end)
}

function* runsOf(text: string): Generator<{ letters: string; isDense: boolean }> {
  const composed = text
    .toWellFormed()
    // Before, because it takes the acute accent for a space with a mark.
    .replace(APOSTROPHES, "'")
    .normalize('NFKC')
    .replace(HYPHENS, '-')
    .replaceAll('\u200b', ' ')
    .replace(/[\p{Cf}\p{Default_Ignorable_Code_Point}\u0640]+/gu, '')
  // A letter can become several marks, and what was between them is removed. `fold` sorts them, which takes quadratic time.
  const plain = shortenRuns(composed)
  for (const [run, dense] of plain.matchAll(RUN)) {
    const letters = dense ?? run.replace(AT_THE_ENDS, '')
    if (letters !== '') yield { letters, isDense: dense !== undefined }
  }
}

function namesOf(run: string): Set<string> {
  const names = run.includes('@') ? [run, ...run.split('@')] : [run]
  const parts = names.at(-1) === run && !CONNECTED.test(run) ? [run] : run.split(CONNECTED)
  return new Set([...names, ...parts, ...parts.flatMap((part) => part.split(HUMPS))])
}

/** Overlapping pairs, and the last letter: so each letter begins a term. */
function pairsOf(letters: string): string[] {
  const all = Array.from(letters)
  return all.map((letter, index) => letter + (all[index + 1] ?? ''))
}

function fold(word: string): string {
  if (ASCII.test(word)) return word.toLowerCase().replaceAll("'", '')
  return word
    .normalize('NFKD')
    .toLowerCase()
    .replace(ACCENTS, '')
    .normalize('NFC')
    .replace(/[ßøþðħёłđæœıς]/g, (letter) => SAME[letter]!)
    .replaceAll("'", '')
}
