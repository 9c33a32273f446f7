/*
 * The redaction rules of the contract, as they stand in sdk/contract/redaction-rules.json. Its README says what the
 * members mean.
 */
import { readFileSync } from 'node:fs'

interface Examples {
  /** Texts (for `key`: names) in which the rule finds a secret. */
  examples: string[]
  /** Texts (for `key`: names) in which it finds none. */
  counterExamples: string[]
}

/** A secret that is recognised by its form. */
export interface ValueRule extends Examples {
  name: string
  kind: 'value'
  prefilter?: string
  begins?: true
  reach?: number
  anyCase?: true
  pattern: string
  keep?: number
  check?: 'luhn'
  option?: 'emails' | 'ips'
}

/** Names whose values are secret. */
export interface KeyRule extends Examples {
  name: 'key'
  kind: 'key'
  match:
    | 'word'
    | 'part'
    | 'whole'
    | 'random'
    | 'digits'
    | 'card'
    | 'manifest'
    | 'jwk'
    | 'harmless'
    | 'harmless-end'
    | 'harmless-word'
  names: string[]
}

/** How a name stands before its value in text. */
export interface NamedRule extends Examples {
  name: 'key'
  kind: 'named'
  before: 'quoted' | 'bare' | 'flag' | 'element' | 'pair'
  pattern: string
  value: string
  line?: string
  phrase?: string
  headers?: string[]
  kept?: string
  plain?: string[]
}

export type Rule = ValueRule | KeyRule | NamedRule

export interface RulesFile {
  parts: Record<string, string>
  rules: Rule[]
}

/** The rules with whole patterns. */
export function readRules(): Rule[] {
  const { parts, rules } = readRulesFile()
  const whole = (pattern: string): string => fillIn(pattern, parts)
  return rules.map((rule) => {
    if (rule.kind === 'key') return rule
    if (rule.kind === 'value') return { ...rule, pattern: whole(rule.pattern) }
    const { pattern, value, line = '', phrase = '' } = rule
    return { ...rule, pattern: whole(pattern), value: whole(value), line: whole(line), phrase: whole(phrase) }
  })
}

/** The rules as they stand in the file, and the parts of their patterns. */
export function readRulesFile(): RulesFile {
  const file = new URL('../contract/redaction-rules.json', import.meta.url)
  return JSON.parse(readFileSync(file, 'utf8')) as RulesFile
}

/**
 * The rules by their kind, as the writers of both languages need them.
 *
 * @throws Error unless each form of a name has one rule
 */
export function sortRules(rules: readonly Rule[]) {
  const keys = rules.filter((rule) => rule.kind === 'key')
  const named = rules.filter((rule) => rule.kind === 'named')
  const before = (form: NamedRule['before']): NamedRule => {
    const [rule, ...others] = named.filter((one) => one.before === form)
    if (!rule || others.length > 0) throw new Error(`one rule must have before: ${form}`)
    return rule
  }
  return {
    values: rules.filter((rule) => rule.kind === 'value'),
    namesOf: (match: KeyRule['match']): string[] =>
      keys.flatMap((rule) => (rule.match === match ? rule.names : [])),
    quoted: before('quoted'),
    bare: before('bare'),
    flag: before('flag'),
    element: before('element'),
    pair: before('pair'),
  }
}

/** `{{start}}` stands for the part of this name, `{{any-case:key}}` for `[kK][eE][yY]`: no flag does this in Node 20. */
function fillIn(pattern: string, parts: Record<string, string>): string {
  return pattern.replaceAll(/\{\{(any-case:)?(.+?)\}\}/g, (_, anyCase: string | undefined, what: string) => {
    if (anyCase) return what.replaceAll(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`)
    const part = parts[what]
    if (part === undefined) throw new Error(`redaction-rules.json has no part ${what}`)
    return part
  })
}
