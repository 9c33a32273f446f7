import type { KeyRule, NamedRule, RulesFile, ValueRule } from './rules.ts'

/** Where the TypeScript SDK has the rules, from the root of the repository. */
export const TYPESCRIPT_FILE = 'sdk/typescript/src/wire/redaction-rules.ts'

/** The source of that file. */
export function writeTypescript({ parts, rules }: RulesFile): string {
  const values = rules.filter((rule): rule is ValueRule => rule.kind === 'value')
  if (values.slice(0, values.filter(isToken).length).some((rule) => !isToken(rule))) {
    throw new Error(
      'rules that are no more than a prefilter and what follows it must stand before the others',
    )
  }
  const keys = rules.filter((rule): rule is KeyRule => rule.kind === 'key')
  const named = rules.filter((rule): rule is NamedRule => rule.kind === 'named')
  const names = (match: KeyRule['match']): string =>
    text(keys.flatMap((rule) => (rule.match === match ? rule.names : [])).join(' '))
  const before = (form: NamedRule['before']): NamedRule => {
    const [rule, ...others] = named.filter((one) => one.before === form)
    if (!rule || others.length > 0) throw new Error(`one rule must have before: ${form}`)
    return rule
  }
  const quoted = before('quoted')
  const bare = before('bare')
  const flag = before('flag')
  const element = before('element')
  const pair = before('pair')
  return `/*
 * Written by \`npm run rules\` from sdk/contract/redaction-rules.json. Change that file instead.
 */

/** A secret that is recognised by its form. The README of sdk/contract says what the members mean. */
export interface ValueRule {
  readonly name: string
  readonly pattern: string
  readonly prefilter?: string
  readonly begins?: true
  readonly reach?: number
  readonly anyCase?: true
  readonly keep?: number
  readonly check?: 'luhn'
  readonly option?: 'emails' | 'ips'
}

/** What stands in double braces in a pattern. */
export const PARTS: Readonly<Record<string, string>> = {
${Object.entries(parts)
  .map(([name, part]) => `  ${name}: ${source(part)},\n`)
  .join('')}}

/**
 * Rules in few bytes. A line has the pattern behind the prefilter that each match begins with, the name, and the
 * prefilters.
 */
export const TOKEN_RULES = String.raw\`
${writeTokens(values.filter(isToken))}\`

export const VALUE_RULES: readonly ValueRule[] = [
${values
  .filter((rule) => !isToken(rule))
  .map((rule) => `  ${writeValueRule(rule)},\n`)
  .join('')}]

/**
 * Names of secret values: words and parts of names, and whole names; whole names of values that must look random or be
 * digits; words around the number of a card; members of a Secret of Kubernetes and of a JWK; and names, last words and
 * words that are harmless in spite of these.
 */
export const KEY_NAMES = {
  word: ${names('word')},
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
  quoted: ${source(quoted.pattern)},
  quotedValue: ${source(quoted.value)},
  bare: ${source(bare.pattern)},
  bareValue: ${source(bare.value)},
  line: ${source(bare.line ?? '')},
  phrase: ${source(bare.phrase ?? '')},
  headers: ${text((bare.headers ?? []).join(' '))},
  kept: ${source(bare.kept ?? '')},
  plain: ${text((bare.plain ?? []).join(' '))},
  flag: ${source(flag.pattern)},
  element: ${source(element.pattern)},
  pair: ${source(pair.pattern)},
  elementValue: ${source(element.value)},
} as const
`
}

/** The pattern behind `{{start}}` and the prefilter, if there is nothing else to a rule. */
function behindPrefilter({ pattern, prefilter = '' }: ValueRule): string | undefined {
  const start = `{{start}}${prefilter.replaceAll(/[$+./?]/g, String.raw`\$&`)}`
  return pattern.startsWith(start) && !prefilter.includes('$') ? pattern.slice(start.length) : undefined
}

/** @throws Error if a row would change places with another one that can begin at the same place, and has another name. */
function writeTokens(rules: readonly ValueRule[]): string {
  const lines = new Map<string, ValueRule[]>()
  for (const rule of rules) {
    const line = `${behindPrefilter(rule)} ${rule.name}`
    lines.set(line, [...(lines.get(line) ?? []), rule])
  }
  const written = [...lines.values()].flat()
  for (const [index, rule] of written.entries()) {
    const passed = written
      .slice(0, index)
      .find((other) => rules.indexOf(other) > rules.indexOf(rule) && mayMeet(rule, other))
    if (passed) throw new Error(`the row of ${passed.prefilter} must stand before that of ${rule.prefilter}`)
  }
  const prefilters = (group: ValueRule[]): string => group.map(({ prefilter }) => prefilter).join(' ')
  return [...lines].map(([line, group]) => `${line} ${prefilters(group)}\n`).join('')
}

function mayMeet(one: ValueRule, other: ValueRule): boolean {
  const [left, right] = [one.prefilter ?? '', other.prefilter ?? '']
  return one.name !== other.name && (left.startsWith(right) || right.startsWith(left))
}

function isToken(rule: ValueRule): boolean {
  const { begins, keep, check, option } = rule
  const isPlain = begins === true && keep === undefined && check === undefined && option === undefined
  return isPlain && behindPrefilter(rule)?.includes(' ') === false
}

function writeValueRule({
  name,
  pattern,
  prefilter,
  begins,
  reach,
  anyCase,
  keep,
  check,
  option,
}: ValueRule): string {
  const members = [
    `name: ${text(name)}`,
    prefilter !== undefined && `prefilter: ${text(prefilter)}`,
    begins && 'begins: true',
    reach !== undefined && `reach: ${reach}`,
    anyCase && 'anyCase: true',
    keep !== undefined && `keep: ${keep}`,
    check && `check: ${text(check)}`,
    option && `option: ${text(option)}`,
    `pattern: ${source(pattern)}`,
  ]
  return `{ ${members.filter(Boolean).join(', ')} }`
}

const text = (value: string): string => `'${value.replaceAll(/['\\]/g, String.raw`\$&`)}'`
const source = (pattern: string): string => `String.raw\`${pattern}\``
