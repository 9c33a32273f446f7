/*
 * Secrets that are recognised by their form, wherever they stand. Each rule matches from a secret's start to the end of its
 * characters, so it also matches a secret whose end was cut off. The time of each is linear in the length of the text,
 * because a match, or what a rule passed over, is not read again.
 */
import { compilePattern } from './compile-pattern.ts'
import type { Find, Finder } from './finds.ts'
import { endOfMarker, redactedMarker } from './markers.ts'
import { REACH, VALUE_RULES } from './redaction-rules.ts'

/**
 * Compiles the built-in rules, and those that a host switched on, to one finder, for text that is well-formed and has no
 * ⟦ or ⟧ outside markers. Nothing inside a marker is found.
 */
export function compileSecretValues(
  options: { emails?: boolean | undefined; ips?: boolean | undefined } = {},
): Finder {
  const rules = VALUE_RULES.trim()
    .split('\n')
    .flatMap(readRow)
    .filter(({ use }) => (!use.includes('e') || options.emails) && (!use.includes('p') || options.ips))
  const findPossible = indexPrefilters(rules)
  const compiled = rules.map(compile)
  return (text, finds) => {
    const possible = findPossible(text)
    // Not by an iterator, which makes an object for each of them.
    for (let i = 0; i < possible.length; i++) compiled[possible[i] as number]?.(text, finds)
  }
}

/** A secret that is recognised by its form. */
interface ValueRule {
  name: string
  prefilter: string
  use: string
  pattern: string
}

function readRow(row: string): ValueRule[] {
  const [, name, use = '', prefilters = '', pattern = ''] = /^([a-z-]*)(:\w*)? (\S*) (.*)$/.exec(row) ?? []
  const whole = use ? pattern : `{{start}}{{prefilter}}${pattern}`
  return prefilters.split('|').map((prefilter) => ({
    name: name || 'api-key',
    prefilter,
    use,
    pattern: whole.replace('{{prefilter}}', prefilter.replace(/[+./?]/g, '\\$&')),
  }))
}

/**
 * Finds the rules whose prefilter is in a text, in their order. One look at the text is enough for any number of rules:
 * their prefilters are indexed by their first two characters.
 */
function indexPrefilters(rules: readonly ValueRule[]): (text: string) => ArrayLike<number> {
  const byPair: number[][] = []
  const always: number[] = []
  const forNumbers: number[] = []
  const spellings = (char: string, use: string): string[] =>
    use.includes('i') ? [char, char.toUpperCase()] : [char]
  rules.forEach(({ prefilter, use }, index) => {
    if (prefilter.length < 2) {
      forNumbers.push(index)
      if (!use.includes('l')) always.push(index)
      return
    }
    for (const first of spellings(prefilter.charAt(0), use)) {
      for (const second of spellings(prefilter.charAt(1), use)) {
        ;(byPair[pairOf(first.charCodeAt(0), second.charCodeAt(0))] ??= []).push(index)
      }
    }
  })
  // Pairs are looked up for every character, so they are in a table of bytes.
  const groups = byPair.filter(Boolean)
  const table = new Uint8Array(128 * 128)
  byPair.forEach((group, pair) => (table[pair] = groups.indexOf(group) + 1))

  // The third character alone decides most cases, and is compared faster than a text. A prefilter of two has none.
  const thirds = rules.map(({ prefilter }) => (prefilter.length > 2 ? prefilter.charCodeAt(2) : ANY))
  const isAt = (text: string, at: number, index: number): boolean => {
    const third = thirds[index]
    const unit = text.charCodeAt(at + 2)
    if (third !== ANY && unit !== third && (unit | TO_LOWER_CASE) !== third) return false
    const { prefilter, use } = rules[index] as ValueRule
    return use.includes('i')
      ? text.slice(at, at + prefilter.length).toLowerCase() === prefilter
      : text.startsWith(prefilter, at)
  }

  return (text) => {
    const basis = LONG_NUMBER.test(text) ? forNumbers : always
    let found: Set<number> | undefined
    for (let i = 1, before = text.charCodeAt(0); i < text.length; i++) {
      const unit = text.charCodeAt(i)
      // A character beyond ASCII reads a wrong place or none, which costs one more look.
      const group = table[pairOf(before, unit)]
      before = unit
      if (!group) continue
      for (const index of groups[group - 1] ?? []) {
        if (found?.has(index) || !isAt(text, i - 1, index)) continue
        found ??= new Set(basis)
        found.add(index)
      }
    }
    return found ? [...found].sort((a, b) => a - b) : basis
  }
}

/** Every number of a card has such a part. */
const LONG_NUMBER = /[0-9]{4}[ -][0-9]{4}|[0-9]{13}/

const ANY = 0
const TO_LOWER_CASE = 32

const pairOf = (first: number, second: number): number => 128 * first + second

function compile({ name, pattern, prefilter, use }: ValueRule): Finder {
  const marker = redactedMarker(name)
  const isNear = use.includes('n')
  const regex = compilePattern(pattern, isNear ? 'uy' : 'gu')

  /** Adds what was found, and gives the place where the search goes on. */
  const take = (text: string, match: RegExpExecArray, finds: Find[]): number => {
    const [found] = match
    const kept = (use.includes('k') && match[1]) || ''
    const end = match.index + found.length
    const markerEnd = endOfMarker(text, match.index)
    if (markerEnd !== undefined) return markerEnd
    // A rule keeps all of a text that only looks like a secret, so that the search goes on behind it.
    if (kept.length === found.length) return end
    // This was no secret, but there may be one inside it.
    if (use.includes('l') && !isCard(found.slice(kept.length))) return match.index + 1
    finds.push({ start: match.index + kept.length, end, text: marker })
    return end
  }

  return (text, finds) => {
    // A longer one was looked for.
    if (prefilter.length < 2 && !text.includes(prefilter)) return
    for (let at = 0, near = -1; ;) {
      if (isNear) {
        if (near < at) near = text.indexOf(prefilter, at)
        if (near < 0) return
        at = Math.max(at, near - REACH)
      }
      regex.lastIndex = at
      const match = regex.exec(text)
      if (!match && !isNear) return
      at = match ? take(text, match, finds) : at + 1
    }
  }
}

/** By their first digits, the lengths that card numbers have. */
const CARD = /^(?:2[2-7].{14}|3(?:5.{14}|[47].{13}|[0689].{12})|4(?:.{12}|.{15}|.{18})|5[1-5].{14}|6.{15,})$/

/** Whether a number has the first digits and the length of a card number and passes Luhn's check. */
export function isCard(match: string): boolean {
  const digits = match.replace(/[^0-9]/g, '')
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits.at(-1 - i))
    sum += i % 2 === 0 ? digit : digit < 5 ? 2 * digit : 2 * digit - 9
  }
  return sum % 10 === 0 && CARD.test(digits)
}
