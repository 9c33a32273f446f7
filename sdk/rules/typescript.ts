import { sortRules, type KeyRule, type RulesFile, type ValueRule } from './rules.ts'

/** Where the TypeScript SDK has the rules, from the root of the repository. */
export const TYPESCRIPT_FILE = 'sdk/typescript/src/wire/redaction-rules.ts'

/** The source of that file. */
export function writeTypescript({ parts, rules }: RulesFile): string {
  const { values, namesOf, quoted, bare, flag, element, pair } = sortRules(rules)
  const secretParts = namesOf('part')
  // A word says no more than a part that it contains.
  const words = namesOf('word').filter((word) => !secretParts.some((part) => word.includes(part)))
  const names = (match: KeyRule['match']): string => text(namesOf(match).join(' '))
  return `/*
 * Written by \`npm run rules\` from sdk/contract/redaction-rules.json. Change that file instead.
 */

/** What \`{{start}}\` stands for in a pattern. */
export const START = ${raw(parts['start'] ?? '')}

/**
 * Secrets that are recognised by their form. A line has the name and how the rule is used, the prefilters, and the
 * pattern, in which \`{{prefilter}}\` stands for each of them. A rule without a name is an \`api-key\`. Without a colon
 * behind the name, the pattern is what follows \`{{start}}{{prefilter}}\`. Behind the colon stand \`n\` for \`reach\`, which
 * takes time to look for elsewhere, \`i\` for \`anyCase\`, \`k\` for \`keep\`, \`l\` for Luhn's check, \`e\` and \`p\` for the
 * options \`emails\` and \`ips\`.
 */
export const VALUE_RULES = String.raw\`
${writeRows(values)}\`

/** How many characters before its prefilter a match of a rule with \`n\` begins at most. */
export const REACH = ${Math.max(...values.map(({ reach = 0 }) => reach))}

/**
 * Names of secret values: words and parts of names, and whole names; whole names of values that must look random or be
 * digits; words around the number of a card; members of a Secret of Kubernetes and of a JWK; and names, last words and
 * words that are harmless in spite of these.
 */
export const KEY_NAMES = {
  word: ${text(words.join(' '))},
  part: ${names('part')},
  whole: ${names('whole')},
  random: ${names('random')},
  digits: ${names('digits')},
  card: ${names('card')},
  manifest: ${names('manifest')},
  jwk: ${names('jwk')},
  harmless: ${names('harmless')},
  harmlessEnd: ${names('harmless-end')},
  harmlessWord: ${names('harmless-word')},
} as const

/** Patterns for a name in text and for its value. */
export const NAMED_VALUES = {
  quoted: ${raw(quoted.pattern)},
  quotedValue: ${raw(quoted.value)},
  bare: ${raw(bare.pattern)},
  bareValue: ${raw(bare.value)},
  line: ${raw(bare.line ?? '')},
  phrase: ${raw(bare.phrase ?? '')},
  headers: ${text((bare.headers ?? []).join(' '))},
  kept: ${raw(bare.kept ?? '')},
  plain: ${text((bare.plain ?? []).join(' '))},
  flag: ${raw(flag.pattern)},
  element: ${raw(element.pattern)},
  pair: ${raw(pair.pattern)},
  elementValue: ${raw(element.value)},
} as const
`
}

/** @throws Error if a row would change places with another one that can begin at the same place, and has another name. */
function writeRows(rules: readonly ValueRule[]): string {
  const groups = Object.values(
    Object.groupBy(rules, (rule) => [rule.name, describeUse(rule), general(rule)].join(' ')),
  ) as ValueRule[][]
  const written = groups.flat()
  for (const [index, rule] of written.entries()) {
    const passed = written
      .slice(0, index)
      .find((other) => rules.indexOf(other) > rules.indexOf(rule) && mayMeet(rule, other))
    if (passed) throw new Error(`the row of ${passed.prefilter} must stand before that of ${rule.prefilter}`)
  }
  return groups.map(writeRow).join('')
}

function mayMeet(one: ValueRule, other: ValueRule): boolean {
  const [left, right] = [one.prefilter ?? '', other.prefilter ?? '']
  const mayBegin = !one.begins || !other.begins || left.startsWith(right) || right.startsWith(left)
  return one.name !== other.name && mayBegin
}

/** @param rules rules that differ in their prefilters only. */
function writeRow(rules: readonly ValueRule[]): string {
  const [rule] = rules as [ValueRule]
  const prefilters = rules.map(({ prefilter = '' }) => prefilter)
  if (prefilters.some((one) => /[ |]/.test(one)))
    throw new Error(`a prefilter of ${rule.name} divides the row`)
  const name = rule.name === 'api-key' ? '' : rule.name
  const start = `${name}${describeUse(rule)} ${prefilters.join('|')}`
  if (isToken(rule)) return `${start} ${compact(general(rule).slice(TOKEN.length))}\n`
  return `${start} ${compact(rules.length > 1 ? general(rule) : rule.pattern)}\n`
}

/** How a rule is used; nothing for a token. */
function describeUse(rule: ValueRule): string {
  const { reach, anyCase, keep, check, option } = rule
  if (keep !== undefined && keep !== 1) throw new Error(`${rule.name} keeps another group than the first`)
  const flags = [
    reach !== undefined && 'n',
    anyCase && 'i',
    keep && 'k',
    check && 'l',
    option && { emails: 'e', ips: 'p' }[option],
  ]
  return isToken(rule) ? '' : `:${flags.filter(Boolean).join('')}`
}

/** Whether the pattern is no more than the prefilter and what follows it. */
function isToken(rule: ValueRule): boolean {
  const { begins, keep, check, option } = rule
  const isPlain = begins === true && keep === undefined && check === undefined && option === undefined
  return isPlain && general(rule).startsWith(TOKEN)
}

const TOKEN = '{{start}}{{prefilter}}'

/** The pattern, with a name in place of the prefilter. */
function general({ pattern, prefilter = '' }: ValueRule): string {
  const escaped = prefilter.replaceAll(/[+./?]/g, String.raw`\$&`)
  return prefilter === '' ? pattern : pattern.replace(escaped, '{{prefilter}}')
}

const text = (value: string): string => `'${value.replaceAll(/['\\]/g, String.raw`\$&`)}'`
const raw = (pattern: string): string => `String.raw\`${compact(pattern)}\``

/**
 * A pattern in the words of JavaScript. The contract has none of `\w` and `\s`, because they mean more in other languages.
 * In text in its normal form, `\s` is the contract's `space`: all other white space is removed or is LF.
 */
function compact(pattern: string): string {
  if (pattern.includes(String.raw`\a`)) throw new Error(`${pattern} has what stands for letters and digits`)
  return pattern
    .replaceAll('A-Za-z0-9_', String.raw`\w`)
    .replaceAll('{{space}}', String.raw`\s`)
    .replaceAll('A-Za-z0-9', String.raw`\a`)
    .replaceAll('{{any-case:', '{{i:')
}
