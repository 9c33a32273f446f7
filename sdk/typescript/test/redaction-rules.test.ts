/*
 * The rules of sdk/contract/redaction-rules.json: that the SDK has them as they stand there, that each does what its
 * examples say, and that each can be used by every SDK.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { fixture } from '../../../testkit/contract/fixture.ts'
import { attackSeeds, repeatTo } from '../../rules/attack-texts.ts'
import { PYTHON_FILE, writePython } from '../../rules/python.ts'
import { type KeyRule, type NamedRule, readRules, readRulesFile, type ValueRule } from '../../rules/rules.ts'
import { TYPESCRIPT_FILE, writeTypescript } from '../../rules/typescript.ts'
import { createRedactor } from '../src/wire/redact.ts'
import { secrecyOf } from '../src/wire/secret-keys.ts'
import { SteppedPattern } from './count-steps.ts'

const rules = readRules()
const values = rules.filter((rule): rule is ValueRule => rule.kind === 'value')
const keys = rules.filter((rule): rule is KeyRule => rule.kind === 'key')
/** Their examples are texts, because a name alone says nothing. */
const OF_VALUES = new Set<string>(['random', 'digits', 'card', 'manifest', 'jwk'])
const ofNames = keys.filter(({ match }) => !OF_VALUES.has(match))
const ofValues = keys.filter(({ match }) => OF_VALUES.has(match))
const named = rules.filter((rule): rule is NamedRule => rule.kind === 'named')

test('the files of the SDKs are what npm run rules writes', () => {
  expect(readFileSync(TYPESCRIPT_FILE, 'utf8')).toBe(writeTypescript(readRulesFile()))
  expect(readFileSync(PYTHON_FILE, 'utf8')).toBe(writePython(rules))
})

test('each rule has a case in redaction.json, and each case names a rule', () => {
  const cases = new Set(fixture<{ rule: string | null }[]>('redaction').map(({ rule }) => rule))
  const names = new Set<string | null>(rules.flatMap((rule) => ('option' in rule ? [] : rule.name)))
  expect([...names].filter((name) => !cases.has(name))).toEqual([])
  expect([...cases].filter((name) => name !== null && !names.has(name))).toEqual([])
})

describe('examples', () => {
  const redactor = createRedactor({ emails: true, ips: true })
  const examplesOf = <T extends { examples: string[]; counterExamples: string[] }>(
    some: readonly T[],
  ): [string, boolean, T][] =>
    some.flatMap((rule) => [
      ...rule.examples.map((text): [string, boolean, T] => [text, true, rule]),
      ...rule.counterExamples.map((text): [string, boolean, T] => [text, false, rule]),
    ])

  test('no rule is without', () => {
    const without = rules.filter(
      (rule) =>
        rule.counterExamples.length === 0 ||
        (rule.examples.length === 0 && !('match' in rule && rule.match.startsWith('harmless'))),
    )
    expect(without).toEqual([])
  })

  test.each(examplesOf(values))('%j: %s', (text, secret, { name }) => {
    expect(redactor.redactText(text).includes(`⟦redacted:${name}⟧`)).toBe(secret)
  })

  test.each(examplesOf(ofNames))('%j: %s', (name, secret) => {
    expect(secrecyOf(name) === 'any').toBe(secret)
  })

  test.each(examplesOf<KeyRule | NamedRule>([...ofValues, ...named]))('%j: %s', (text, secret) => {
    expect((redactor.redact(text) as string).includes('⟦redacted:')).toBe(secret)
  })
})

describe('prefilters', () => {
  test.each(values)(
    '$name $prefilter hides no match',
    ({ pattern, prefilter, begins, reach, anyCase, examples }) => {
      const found = examples.flatMap((text) =>
        Array.from(text.matchAll(new RegExp(pattern, 'gu')), ([match]) => match),
      )
      expect(found.length).toBeGreaterThanOrEqual(examples.length)
      for (const match of found) {
        const text = anyCase ? match.toLowerCase() : match
        expect(text).toContain(prefilter ?? '')
        expect(text.indexOf(prefilter ?? '')).toBeLessThanOrEqual(begins ? 0 : (reach ?? Infinity))
      }
    },
  )

  test.each(values)('$name $prefilter is as it is compared', ({ prefilter = '', anyCase }) => {
    expect(/^[ -~]*$/.test(prefilter)).toBe(true)
    expect(!anyCase || prefilter === prefilter.toLowerCase()).toBe(true)
  })
})

const patterns = [
  ...values.map(({ name, pattern }) => ({ name, pattern })),
  ...named.flatMap(({ before, pattern, value, line, phrase, kept }) =>
    [pattern, value, line ?? '', phrase ?? '', kept ?? ''].map((one) => ({
      name: before,
      pattern: one,
    })),
  ),
]

describe('patterns mean the same in JavaScript and Python', () => {
  test.each(patterns)('$name: $pattern', ({ pattern }) => {
    // `\s`, `\w`, `\d`, `\b` and `.` differ, and flags and named groups have another syntax or none.
    const outsideClasses = pattern.replaceAll(/\[(?:\\.|[^\]\\])*\]/g, '').replaceAll(/\\[./\\]/g, '')
    expect(pattern).not.toMatch(/\\[swdbpSWDBP]/)
    expect(outsideClasses).not.toMatch(/[.^$]|\(\?(?![:=!]|<[=!])|[*+?}]\+/)
  })

  // Python gives the warnings too, which announce patterns that will mean something else.
  test.skipIf(spawnSync('python3', ['--version']).status !== 0)(
    'and find the same',
    () => {
      const texts = rules.flatMap(({ examples, counterExamples }) => [...examples, ...counterExamples])
      const input = JSON.stringify({ patterns: patterns.map(({ pattern }) => pattern), texts })
      const ran = spawnSync('python3', ['-W', 'error', '-c', FIND_IN_PYTHON], {
        input,
        encoding: 'utf8',
        maxBuffer: 1e9,
      })
      expect(ran.stderr).toBe('')
      const inJavaScript = patterns.map(({ pattern }) =>
        texts.map((text) =>
          Array.from(text.matchAll(new RegExp(pattern, 'gu')), (match) => [match.index, ...match]),
        ),
      )
      const inPython = JSON.parse(ran.stdout, (_, value: unknown) => value ?? undefined) as unknown
      expect(inPython).toEqual(
        JSON.parse(JSON.stringify(inJavaScript), (_, value: unknown) => value ?? undefined),
      )
    },
    60_000,
  )
})

const FIND_IN_PYTHON = `
import io, json, re, sys
sys.stdin = io.TextIOWrapper(sys.stdin.buffer, encoding='utf-8')
given = json.load(sys.stdin)
print(json.dumps([[[[m.start(), m.group(0), *m.groups()] for m in re.finditer(p, t)] for t in given['texts']]
  for p in given['patterns']]))
`

describe('no pattern takes more steps per character in a longer text', () => {
  const searched: Searched[] = [
    ...values.map((rule) => ({ ...rule, seeds: attackSeeds([rule]) })),
    ...named.map(({ before, pattern }) => ({
      name: before,
      pattern,
      seeds: attackSeeds([...named, ...keys]),
    })),
  ]

  test.each(searched)(
    '$name $prefilter',
    (rule) => {
      const stepped = new SteppedPattern(rule.pattern)
      const stepsFor = (text: string): number => {
        stepped.steps = 0
        search(stepped, rule, text)
        return stepped.steps
      }
      const growing = rule.seeds.filter((seed) => {
        // Four times the text: linear work takes four times the steps, quadratic work sixteen times.
        return stepsFor(repeatTo(seed, 1_000)) > 6 * stepsFor(repeatTo(seed, 250)) + 1_000
      })
      expect(growing).toEqual([])
    },
    60_000,
  )

  test('quadratic patterns are found', () => {
    const stepped = new SteppedPattern('(?<![A-Za-z0-9])eyJ[A-Za-z0-9_-]{8,}\\.')
    const rule = { name: 'jwt', pattern: '', seeds: [] }
    search(stepped, rule, 'eyJaaaaaaaa-'.repeat(20))
    const short = stepped.steps
    search(stepped, rule, 'eyJaaaaaaaa-'.repeat(80))
    expect(stepped.steps).toBeGreaterThan(12 * short)
  })
})

interface Searched {
  name: string
  pattern: string
  prefilter?: string
  begins?: true
  check?: string
  seeds: string[]
}

/** Goes over the text as the rules are applied, and takes each match of a rule with a check for none. */
function search(stepped: SteppedPattern, rule: Searched, text: string): void {
  for (let at = 0; at < text.length;) {
    if (rule.begins && !text.startsWith(rule.prefilter ?? '', at)) {
      at++
      continue
    }
    const match = stepped.matchAt(text, at)
    at = match && !rule.check ? match.end : at + 1
  }
}
