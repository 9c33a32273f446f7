/*
 * Generated input for both SDKs, and what the TypeScript SDK makes of it.
 */
import * as fc from 'fast-check'
import { readRules } from '../../rules/rules.ts'
import { boundContext, byteLength } from '../../typescript/src/wire/bound-context.ts'
import { builtInRedactor, redactText } from '../../typescript/src/wire/built-in-redactor.ts'
import { secureContext } from '../../typescript/src/wire/secure-context.ts'
import { clipText, normaliseText, readText } from '../../typescript/src/wire/text.ts'

/** One case: what goes in, and what comes out of the SDK. */
export type Case =
  | {
      kind: 'context'
      from: 'host' | 'sdk'
      maxBytes: number
      in: unknown
      out: unknown
      bytes: number
      again: unknown
    }
  | { kind: 'text'; in: string; limit: number; out: Record<string, string | null> }

/** The same cases for the same seed. */
export function generateCases(count: number, seed: number): Case[] {
  const contexts = fc.sample(fc.tuple(context, from, maxBytes), { numRuns: Math.ceil(count / 2), seed })
  const texts = fc.sample(fc.tuple(text, fc.integer({ min: 1, max: 60 })), {
    numRuns: Math.floor(count / 2),
    seed,
  })
  return [
    ...contexts.map(([value, source, most]) => runContext(value, source, most)),
    ...texts.map(([value, limit]) => runText(value, limit)),
  ]
}

function runContext(value: unknown, source: 'host' | 'sdk', most: number): Case {
  const out = boundContext(secureContext(value, source, builtInRedactor), most)
  const again = boundContext(secureContext(out, 'sdk', builtInRedactor), most)
  return { kind: 'context', from: source, maxBytes: most, in: value, out, bytes: byteLength(out), again }
}

function runText(value: string, limit: number): Case {
  const redacted = redactText(normaliseText(value))
  const out = {
    redacted,
    again: redactText(redacted),
    text: readText(value, 'text', limit) ?? null,
    words: readText(value, 'words', limit) ?? null,
    title: readText(value, 'title', limit) ?? null,
    clipped: clipText(value, 'words', limit),
    clippedTitle: clipText(value, 'title', limit),
  }
  return { kind: 'text', in: value, limit, out }
}

const rules = readRules()
const examples = rules.flatMap((rule) => ('match' in rule ? [] : [...rule.examples, ...rule.counterExamples]))
const names = rules.flatMap((rule) => ('match' in rule ? rule.names : []))

/** What is read differently by languages, or begins or ends what the rules look for. */
const PIECES =
  'Bearer |Basic |Digest |password=|"token":"|\\"secret\\":\\"|\'pin\': \'|https://u:|@host/|?sig=|&|-----BEGIN PRIVATE KEY-----|-----END|Cookie: |--token |<password>|</password>|⟦redacted:jwt⟧|⟦cut:chars:5⟧|⟦|⟧|{|}|[|]|"|\'|\\|\\n|\n|\r\n|\r|\t| |,|;|:|=|=>|:=|==|a|7|-|.|%s|$1|null|hunter2|4111 1111 1111 1111|4111111111111111|card |sk_live_0123456789|eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln'
    .split('|')
    .concat(
      // oxlint-disable-next-line no-misused-spread -- code points are what is wanted
      Array.from(
        '\u0000\u0007\u000b\u001c\u001f\u007f\u0085\u00a0\u00ad\u1680\u2003\u2028\u202f\u3000\ufeffé😀\ud83d\ude00\u0301\u0315\u0344\u212b\u212aıİß٣',
      ),
    )

const example = fc.constantFrom(...examples)
const begun = fc
  .tuple(example, fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([one, share]) => one.slice(0, Math.ceil(share * one.length)))
const piece = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...PIECES) },
  { weight: 2, arbitrary: example },
  { weight: 2, arbitrary: begun },
  { weight: 1, arbitrary: fc.constantFrom(...names) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 8 }) },
)
const short = fc.array(piece, { maxLength: 16 }).map((pieces) => pieces.join(''))
const long = fc
  .tuple(fc.array(piece, { minLength: 1, maxLength: 8 }), fc.integer({ min: 1, max: 2_000 }))
  .map(([pieces, times]) => pieces.join('').repeat(times).slice(0, 70_000))
const text = fc.oneof({ weight: 40, arbitrary: short }, { weight: 1, arbitrary: long })

const numbers = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(
    0,
    -0,
    1e16,
    1e21,
    1e22,
    1.5e300,
    5e-324,
    1e-7,
    0.000001,
    123456789.125,
    2 ** 53,
    4111111111111111,
  ),
)
const keys = fc.oneof(
  short,
  fc.constantFrom(...names),
  fc.constantFrom(
    'data',
    'mimeType',
    'blob',
    '10',
    '9',
    '-1',
    '01',
    '__proto__',
    'constructor',
    '\ud800',
    '⟦cut:keys:3⟧',
  ),
)
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 8 },
    text,
    text,
    numbers,
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 6 }),
    fc.array(fc.constantFrom('--token', '--pin', 'x', '-v', '1234'), { maxLength: 6 }),
    fc.array(fc.oneof(numbers, fc.constant('⟦cut:items:7⟧')), { minLength: 45, maxLength: 120 }),
    fc.array(fc.tuple(keys, tie('value')), { maxLength: 6 }).map((entries) => Object.fromEntries(entries)),
  ),
})).value

const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq: 4 })
const record = (members: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<unknown> =>
  fc.record(Object.fromEntries(Object.entries(members).map(([key, one]) => [key, maybe(one)])))
const name = fc.oneof({ weight: 8, arbitrary: short }, json)

const context = record({
  correlation: fc.constantFrom('incident-id', 'session', 'none', 'not-found', 'declined', 'later'),
  incident: record({
    id: name,
    tool: name,
    outcome: fc.constantFrom('ok', 'tool-error'),
    startedAt: fc.constantFrom('2026-11-23T10:12:13.456Z', '2026-11-23T10:12:13Z', 'now', 7),
    durationMs: fc.oneof(numbers, name),
    requestId: name,
    traceId: fc.constantFrom('4bf92f3577b34da6a3ce929d0e0e4736', 'x'),
    arguments: json,
    result: json,
    error: record({ name, message: text, code: fc.oneof(numbers, name), stack: text }),
  }),
  trail: fc.array(
    record({
      tool: name,
      outcome: fc.constant('ok'),
      durationMs: numbers,
      at: fc.constant('2026-11-23T10:12:13.456Z'),
    }),
    { maxLength: 25 },
  ),
  client: record({
    name,
    version: name,
    protocolVersion: name,
    capabilities: fc.array(name, { maxLength: 25 }),
  }),
  server: record({ name, version: name }),
  sdk: record({ name, version: name, language: name, runtime: name, mcp: name }),
  transport: name,
  unknown: json,
})
const from = fc.constantFrom<'host' | 'sdk'>('host', 'sdk')
const maxBytes = fc.oneof(fc.constant(32_768), fc.integer({ min: 0, max: 4_000 }))
