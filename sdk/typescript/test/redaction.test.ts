import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { boundContext, byteLength } from '../src/wire/bound-context.ts'
import { boundValue } from '../src/wire/bound-value.ts'
import { builtInRedactor, redactText } from '../src/wire/built-in-redactor.ts'
import { createRedactor } from '../src/wire/redact.ts'
import { secureContext, secureIncident } from '../src/wire/secure-context.ts'
import type { Json } from '../src/wire/ticket-context.ts'

/** A host's value, bounded as it is in the end. */
function boundHost(value: unknown, chars: number): Json {
  return boundValue(boundValue(value, chars, { from: 'host', left: Infinity, weight: 0 }), chars)
}

/** A value as redaction gets it. */
const prepare = (value: Json): Json =>
  boundValue(value, 1_000_000, { from: 'sdk', left: Infinity, weight: 0 })

const SECRETS = [
  'hunter2',
  ['gh', 'p_0123456789abcdef'].join(''),
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln',
  ['sk_', 'live_0123456789'].join(''),
  '4111 1111 1111 1111',
]
const PIECES = [
  ...SECRETS,
  ...'Bearer |Basic |password=|"token":"|\\"secret\\":\\"|\'pin\': \'|https://u:|@host/|?sig=|&|-----BEGIN PRIVATE KEY-----|-----END|Cookie: |⟦redacted:jwt⟧|⟦cut:chars:5⟧|⟦|⟧|{|}|[|]|"|\'|\\|\\n|\n| |,|;|:|=|a|7|-|.|é|😀|\ud83d|\u0000'.split(
    '|',
  ),
]

const text = fc.array(fc.constantFrom(...PIECES), { maxLength: 24 }).map((pieces) => pieces.join(''))
const json = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    text,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(text, fc.constantFrom('password', 'apiKey', 'query', 'auth')), tie('value'), {
      maxKeys: 4,
    }),
  ),
})).value

describe('redaction', () => {
  test('redacting twice equals redacting once, for words', () => {
    fc.assert(
      fc.property(text, (value) => {
        expect(redactText(redactText(value))).toBe(redactText(value))
      }),
      { numRuns: 3_000 },
    )
  })

  test('text that comes again is redacted as it was the first time', () => {
    fc.assert(
      fc.property(text, (value) => {
        const prepared = prepare(value) as string
        const redacted = builtInRedactor.redact(prepared)
        const each = [1, 2].map(() => builtInRedactor.redactOften(prepared))
        expect(each).toEqual([redacted, redacted])
      }),
    )
  })

  test('of a stack, the message is redacted as a text of its own, and so are the frames', () => {
    const frames =
      '\n    at search (file:///srv/shop/search.js:12:7)\n    at async file:///srv/shop/main.js:3:1'
    fc.assert(
      fc.property(
        text,
        fc.constantFrom('', `\n    at ${SECRETS[1]}`, `\n    at /srv?token=${SECRETS[0]}:3:1`),
        (words, last) => {
          const head = `Error: ${prepare(words) as string}`
          const parts = [head, frames + last].map((part) => builtInRedactor.redact(part) as string)
          const inParts = builtInRedactor.redactOften(head + frames + last, head.length)
          const asOne = builtInRedactor.redact(head + frames + last) as string
          expect(inParts).toBe(parts[0] === head ? parts.join('') : asOne)
          const missed = SECRETS.filter((secret) => inParts.includes(secret) && !asOne.includes(secret))
          expect(missed).toEqual([])
        },
      ),
      { numRuns: 3_000 },
    )
  })

  test('a stack is read as one text where its message was changed, or where more than frames follow', () => {
    const key = ['-----BEGIN PRIVATE KEY-----', 'c2VjcmV0', '-----END PRIVATE KEY-----'].join('\n')
    const frames = '\n    at search (search.js:12:7)'
    const redact = (message: string, stack: string) =>
      secureIncident({ error: { name: 'Error', message, stack } }, {}, builtInRedactor).error?.stack
    const redacted = `Error: ⟦redacted:pem⟧${frames}`
    expect(redact(key, `Error: ${key}${frames}`)).toBe(redacted)
    expect(redact('-----BEGIN PRIVATE KEY-----', `Error: ${key}${frames}`)).toBe(redacted)
    expect(redact('no', `Error: no${frames}\nCaused by: Error: ${key}${frames}`)).toBe(
      `Error: no${frames}\nCaused by: ${redacted}`,
    )
  })

  test('a text that comes twice in a row is redacted as it was the first time', () => {
    fc.assert(
      fc.property(text, text, (one, other) => {
        const [first, second] = [prepare(one), prepare(other)]
        const each = [first, first, second, first].map((value) => builtInRedactor.redact(value))
        expect(each[1]).toEqual(each[0])
        expect(each[3]).toEqual(each[0])
      }),
    )
  })

  test('redacting twice equals redacting once, for context', () => {
    fc.assert(
      fc.property(json, (value) => {
        const redact = (one: Json): Json => builtInRedactor.redact(one)
        const once = redact(prepare(value))
        expect(redact(once)).toEqual(once)
        expect(redact(prepare(once))).toEqual(once)
      }),
      { numRuns: 3_000 },
    )
  })

  test('with the rules of a host too', () => {
    const own = createRedactor({ keys: ['patient-id'], patterns: [/case \d+/i], emails: true, ips: true })
    fc.assert(
      fc.property(json, (value) => {
        const once = own.redact(prepare(value))
        expect(own.redact(prepare(once))).toEqual(once)
      }),
      { numRuns: 500 },
    )
    expect(own.redact({ patientId: '5', note: 'Case 42 of ana@acme.test from 10.0.0.1' })).toEqual({
      patientId: '⟦redacted:key⟧',
      note: '⟦redacted:custom⟧ of ⟦redacted:email⟧ from ⟦redacted:ip⟧',
    })
  })
})

describe('bounding', () => {
  const hostile = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withTypedArray: true,
    withNullPrototype: true,
    withObjectString: true,
    withSparseArray: true,
    maxDepth: 8,
  })

  test('never throws, gives JSON, and is idempotent', () => {
    fc.assert(
      fc.property(hostile, (value) => {
        const bound = boundHost(value, 20)
        expect(JSON.parse(JSON.stringify(bound))).toEqual(bound)
        expect(boundValue(bound, 20)).toEqual(bound)
      }),
      { numRuns: 1_000 },
    )
  })

  test('of a context never throws, keeps its size and is idempotent', () => {
    const context = fc.record(
      {
        correlation: hostile,
        incident: fc.record({ tool: hostile, arguments: json, result: hostile, error: hostile }),
        trail: fc.array(hostile),
        client: hostile,
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(fc.oneof(hostile, context), fc.integer({ min: 2, max: 40_000 }), (value, maxBytes) => {
        const bound = boundContext(value, maxBytes)
        expect(byteLength(bound)).toBeLessThanOrEqual(Math.min(maxBytes, 32_768))
        expect(boundContext(bound, maxBytes)).toEqual(bound)
      }),
      { numRuns: 1_000 },
    )
  })

  test('what is captured at once equals what is captured in steps, however large', () => {
    const pieces = [
      ...PIECES,
      'x'.repeat(900),
      'é"'.repeat(300),
      '\n'.repeat(1_500),
      'password=a '.repeat(500),
    ]
    const long = fc.array(fc.constantFrom(...pieces), { maxLength: 24 }).map((parts) => parts.join(''))
    const payload = fc.oneof(
      json,
      hostile,
      fc.array(long, { maxLength: 40 }),
      fc.dictionary(fc.oneof(long, fc.constantFrom('password', 'data', 'card')), fc.oneof(long, json)),
    )
    const incident = fc.record(
      {
        tool: text,
        requestId: fc.oneof(text, fc.integer()),
        arguments: payload,
        result: payload,
        error: fc.record({ name: text, message: long, code: text, stack: long }, { requiredKeys: [] }),
        failure: fc.record({ class: text, code: text, retryable: fc.boolean() }, { requiredKeys: [] }),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(incident, (value) => {
        const secured = secureContext({ incident: value }, 'host', builtInRedactor).incident
        const inSteps = boundContext({ incident: { id: 'a', ...secured } }, 32_768).incident
        expect(secureIncident(value, { id: 'a' }, builtInRedactor)).toEqual(inSteps)
      }),
      { numRuns: 500 },
    )
  })

  test('survives cycles, proxies, throwing getters and 50 MB', () => {
    const cycle: Record<string, unknown> = { name: 'x' }
    cycle['self'] = cycle
    const refusing = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('no')
        },
      },
    )
    const getter = {
      get secret() {
        throw new Error('no')
      },
    }
    const bound = boundHost(
      { cycle, refusing, getter, huge: 'x'.repeat(50_000_000), fn: () => 1, big: 2n ** 64n },
      12,
    )
    expect(bound).toEqual({
      cycle: {
        name: 'x',
        self: {
          name: 'x',
          self: { name: 'x', self: { name: 'x', self: { name: 'x', self: '⟦cut:depth⟧' } } },
        },
      },
      refusing: '⟦cut:type⟧',
      getter: { secret: '⟦cut:type⟧' },
      huge: 'xxxxxxxxxxxx⟦cut:chars:49999988⟧',
      fn: '⟦cut:type⟧',
      big: '184467440737⟦cut:chars:8⟧',
    })
  })

  test('takes no marker of the caller for one of its own', () => {
    expect(boundHost(['⟦redacted:jwt⟧', '⟦cut:items:9⟧'], 40)).toEqual([
      '[[redacted:jwt]]',
      '[[cut:items:9]]',
    ])
    expect(boundHost({ '⟦cut:keys:9⟧': true }, 40)).toEqual({
      '[[cut:keys:9]]': true,
    })
  })
})

const BEFORE_QUOTES =
  'password|api_key|token|x|-token|$secret|9auth|a.b-c|⟦redacted:jwt⟧|:|=|:=|==|::| |  |\n|\\n|\\|-|.|&|?|/|😀|,|;|hunter2|1042|missing|$1|(|)|{|}|[|<|Bearer abcdef123|://u:p@h'

test('a quotation mark behind a text changes nothing of what is found before it', () => {
  // Text without quotation marks is searched in another, faster way.
  const piece = fc.oneof(
    fc.constantFrom(...BEFORE_QUOTES.split('|')),
    fc.string({ maxLength: 3, unit: fc.constantFrom('a', 'k', '-', '_', '=', ':', ' ', '1') }),
  )
  const fewPieces = fc.constantFrom('token', 'password', 'x', ' ', ' = ', ': ', '=')
  fc.assert(
    fc.property(fc.oneof(fc.array(piece, { maxLength: 14 }), fc.array(fewPieces)), (pieces) => {
      const text = pieces.join('')
      expect(builtInRedactor.redact(`${text}\n"`)).toBe(`${builtInRedactor.redact(text) as string}\n"`)
    }),
    { numRuns: 20_000 },
  )
})
