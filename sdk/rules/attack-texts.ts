/*
 * Texts that are made to cost a rule as much work as possible: repeats of what the rules look for, so that a rule starts at
 * each place and finds nothing. Tests and benches of all SDKs use the same.
 */
import type { Rule } from './rules.ts'

const SEPARATORS = ['', ' ', '-', '_', '.', '=', ':', ',', '"', "'", '/', '\\', '\n', '0', 'a', '{', '[', '⟦']

/** What costs work without a rule: marks, escapes, nested JSON, markers. */
const COMMON = [
  'a\u0315\u0300',
  '\u0315\u0300',
  `x${'\u0301'.repeat(29)}`,
  '\u0344',
  'eyJaaaaaaaa-',
  'token==',
  '"',
  '\\',
  '\\\\\\\\\\\\\\"',
  '\\"token\\":\\"',
  '{"token":',
  '{"a":{"b":[',
  '{"token":{"token":[',
  '"password":"\\',
  'password=x;',
  'password="x" ',
  'Cookie: a\n',
  'Cookie:     ',
  'a=',
  'a:',
  '44 ',
  '4111111111111112 ',
  '⟦cut:chars:1⟧',
  '⟦redacted:sk-ant-abcdefg⟧',
  '⟦',
  '😀',
]

/** Short texts to repeat: each rule's prefilter and the beginnings of its examples, each before every separator. */
export function attackSeeds(rules: readonly Rule[]): string[] {
  const names = rules.flatMap((rule) => (rule.kind === 'key' ? rule.names : []))
  const beginnings = rules.flatMap((rule) => {
    if (rule.kind === 'key') return []
    const prefilter = rule.kind === 'value' ? [rule.prefilter ?? ''] : []
    return [...prefilter, ...[...rule.examples, ...rule.counterExamples].flatMap(beginningsOf)]
  })
  const repeated = [
    ...[...new Set(beginnings)].flatMap((text) => SEPARATORS.map((separator) => text + separator)),
    ...names.flatMap((name) => [`${name}=`, `"${name}":`, `${name}=x `]),
  ]
  return [...new Set([...COMMON, ...repeated])].filter((seed) => seed !== '')
}

/** Exactly so many code points of a repeated seed. */
export function repeatTo(seed: string, codePoints: number): string {
  const once = Array.from(seed)
  return Array.from({ length: codePoints }, (_, i) => once[i % once.length]).join('')
}

/** So many code points of names that differ, so that nothing that is remembered helps. */
export function distinctNames(codePoints: number, after: string): string {
  let text = ''
  for (let i = 0; text.length < codePoints; i++) text += `n${i.toString(36)}${after}`
  return text.slice(0, codePoints)
}

/** The whole text, and its beginnings of about a quarter, a half and three quarters. */
function beginningsOf(text: string): string[] {
  return [0.25, 0.5, 0.75, 1].map((share) => text.slice(0, Math.ceil(share * text.length)))
}
