import type { KeyRule, NamedRule, Rule, ValueRule } from './rules.ts'

/** Where the TypeScript SDK has the rules, from the root of the repository. */
export const TYPESCRIPT_FILE = 'sdk/typescript/src/wire/redaction-rules.ts'

/** The source of that file. */
export function writeTypescript(rules: readonly Rule[]): string {
  const values = rules.filter((rule): rule is ValueRule => rule.kind === 'value')
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

export const VALUE_RULES: readonly ValueRule[] = [
${values.map((rule) => `  ${writeValueRule(rule)},\n`).join('')}]

/** Names of secret values: words and parts of names, whole names, and names that are harmless in spite of these. */
export const KEY_NAMES = {
  word: ${names('word')},
  part: ${names('part')},
  whole: ${names('whole')},
  harmless: ${names('harmless')},
} as const

/** Patterns for a name in text and for its value. */
export const NAMED_VALUES = {
  quoted: ${source(quoted.pattern)},
  quotedValue: ${source(quoted.value)},
  bare: ${source(bare.pattern)},
  bareValue: ${source(bare.value)},
  line: ${source(bare.line ?? '')},
  headers: ${text((bare.headers ?? []).join(' '))},
} as const
`
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
