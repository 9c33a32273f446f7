import { createHash } from 'node:crypto'
import { encode } from 'gpt-tokenizer/encoding/o200k_base'
import { describe, expect, test } from 'vitest'
import { BASE32_ALPHABET } from '../src/wire/base32.ts'
import { boundContext, byteLength } from '../src/wire/bound-context.ts'
import { describeListed } from '../src/platform/config-client.ts'
import { decideDelivery, type Decision } from '../src/platform/retry-decision.ts'
import { parseDsn } from '../src/wire/dsn.ts'
import { sayHint } from '../src/tools/hint.ts'
import { deriveIdempotencyKey } from '../src/wire/idempotency.ts'
import { CONFIG_LIMITS, CONTEXT_LIMITS, TICKET_LIMITS } from '../src/wire/limits.ts'
import { builtInRedactor, redactText } from '../src/wire/built-in-redactor.ts'
import { secureContext } from '../src/wire/secure-context.ts'
import * as say from '../src/tools/sentences.ts'
import { clipText, codePoints, readText, type TextForm } from '../src/wire/text.ts'
import type { Json } from '../src/wire/ticket-context.ts'
import { fixture, type Repeated, repeated, unfold } from '../../../testkit/contract/fixture.ts'

type DsnCase = [string, { origin?: string; error?: string; part?: string }]

test.each(fixture<DsnCase[]>('dsn'))('DSN %j', (text, expected) => {
  const result = parseDsn(text)
  const dsn = { ok: true, dsn: { ...expected, key: 'mok_0123456789abcdefghjkmnpqrstvwxyz' } }
  expect(result).toEqual(expected.error === undefined ? dsn : { ok: false, ...expected })
})

interface TextCase {
  in: Repeated
  text: string
  words: string
  title: string
  codePoints: number
}

const ANY_LENGTH = 100_000

test.each(fixture<TextCase[]>('text'))('text $in', (row) => {
  const read = (text: string, form: TextForm): string | undefined => readText(text, form, ANY_LENGTH)
  const text = repeated(row.in)
  expect(read(text, 'text')).toBe(row.text)
  expect(read(text, 'words')).toBe(row.words)
  expect(read(text, 'title')).toBe(row.title)
  expect(codePoints(row.text)).toBe(row.codePoints)
  expect(read(row.text, 'text')).toBe(row.text)
})

interface LengthCase {
  name: string
  in: Repeated
  form: TextForm
  max: number
  read: Repeated | null
  clipped: Repeated
}

test.each(fixture<LengthCase[]>('text-lengths'))(
  'length: $name',
  ({ in: text, form, max, read, clipped }) => {
    expect(readText(repeated(text), form, max)).toBe(read === null ? undefined : repeated(read))
    expect(clipText(repeated(text), form, max)).toBe(repeated(clipped))
  },
)

interface KeyCase {
  in: { scope: string; incident_id: string; title: string; description: string; category: string }
  key: string
  title: string
  cp: number
}

test.each(fixture<KeyCase[]>('idempotency'))('idempotency key $key', async (row) => {
  const title = readText(row.in.title, 'title', TICKET_LIMITS.title) ?? ''
  const description = readText(row.in.description, 'words', TICKET_LIMITS.description) ?? ''
  const key = await deriveIdempotencyKey({ ...row.in, incidentId: row.in.incident_id, title, description })
  expect({ key, title, cp: codePoints(description) }).toEqual({ key: row.key, title: row.title, cp: row.cp })
})

test('limits', () => {
  expect({ ticket: TICKET_LIMITS, config: CONFIG_LIMITS, context: CONTEXT_LIMITS }).toEqual(fixture('limits'))
})

interface RedactionCase {
  name: string
  rules: 'value' | 'context'
  in: Json
  out: Json
}

const redactArguments = (value: Json): Json | undefined =>
  secureContext({ incident: { arguments: value } }, 'sdk', builtInRedactor).incident?.arguments

describe('redaction', () => {
  test.each(fixture<RedactionCase[]>('redaction'))('$name', (row) => {
    const apply = row.rules === 'value' ? (value: Json): Json => redactText(value as string) : redactArguments
    expect(apply(row.in)).toEqual(row.out)
    expect(apply(row.out)).toEqual(row.out)
  })
})

interface ContextCase {
  name: string
  maxBytes: number
  in: unknown
  out: object
}

describe('context', () => {
  test.each(fixture<ContextCase[]>('context'))('$name', (row) => {
    const bound = boundContext(row.in, row.maxBytes)
    expect(bound).toEqual(row.out)
    expect(boundContext(bound, row.maxBytes)).toEqual(row.out)
    expect(byteLength(bound)).toBeLessThanOrEqual(Math.max(row.maxBytes, byteLength({})))
  })
})

interface CapturedCase {
  name: string
  from?: 'host' | 'sdk'
  in: object
  out: object
}

describe('captured', () => {
  const cases = fixture<CapturedCase[]>('captured').flatMap((row) =>
    (['host', 'sdk'] as const)
      .filter((from) => row.from === undefined || row.from === from)
      .map((from) => ({ ...row, from, in: unfold(row.in), out: unfold(row.out) })),
  )
  test.each(cases)('$name, $from', (row) => {
    const secured = secureContext({ incident: row.in }, row.from, builtInRedactor)
    expect(boundContext(secured, CONTEXT_LIMITS.bytes)).toEqual({ incident: row.out })
  })

  test.each(cases)('$name, once more by the platform', (row) => {
    const again = boundContext(
      secureContext({ incident: row.out }, 'sdk', builtInRedactor),
      CONTEXT_LIMITS.bytes,
    )
    expect(again).toEqual({ incident: row.out })
  })
})

interface RetryCase extends Decision {
  status: number | null
  code: string | null
}

test.each(fixture<RetryCase[]>('retry'))(
  'retry $status $code',
  ({ status, code, retry, outcome, sentence }) => {
    expect(decideDelivery(code ?? undefined, status ?? undefined)).toEqual({ retry, outcome, sentence })
  },
)

test.each(
  fixture<{ elapsedMs?: number | null; header: string | null }[]>('listed').filter(
    (row) => row.elapsedMs !== undefined,
  ),
)('listed $elapsedMs ms ago', ({ elapsedMs, header }) => {
  const now = Date.now()
  const listedAt = typeof elapsedMs === 'number' ? now - elapsedMs : undefined
  expect(describeListed(listedAt, now)).toBe(header ?? undefined)
})

test('the hint takes 35 tokens on average with a server name of three, and 40 at most', () => {
  const serverName = 'Acme Orders'
  expect(encode(` ${serverName}`)).toHaveLength(3)
  // The same ids in each run.
  const counts = Array.from({ length: 2_000 }, (_, n) => {
    const bytes = createHash('sha256').update(String(n)).digest().subarray(0, 16)
    const incidentId = `inc_${Array.from(bytes, (byte) => BASE32_ALPHABET[byte & 31]).join('')}`
    return encode(sayHint({ serverName, toolName: 'get_support_tool', incidentId })).length
  })
  expect(Math.round(counts.reduce((sum, count) => sum + count) / counts.length)).toBe(35)
  expect(Math.max(...counts)).toBeLessThanOrEqual(40)
})

interface SentenceInput {
  reference: string
  status: string
  resolution?: string
  hasReceipt: boolean
  attachedTool?: string
  authMode: 'email' | 'oauth'
  mintedId?: string
  thisSession?: boolean
  field: string
  code: string
  max?: number
  allowed?: string[]
  retryAfterSeconds?: number
  serverName: string
  toolName: string
  incidentId: string
  createdAt: string
  updatedAt: string
  needsContact: boolean
}

const SENTENCES: Record<string, (input: SentenceInput) => string> = {
  RECORDED: (input) => say.sayRecorded(input),
  ALREADY: ({ reference, status }) => say.sayAlreadyRecorded(reference, status),
  CONTACT: ({ authMode, mintedId }) => say.sayNeedsContact(authMode, mintedId),
  FIX: ({ field, code, max, allowed }) => say.sayFix(say.describeFieldProblem(field, code, { max, allowed })),
  LATER: ({ retryAfterSeconds, mintedId }) => say.sayLater(retryAfterSeconds, mintedId),
  UNSURE: (input) => say.sayUnsure(input),
  'SIGN-IN': () => say.saySignIn(),
  OFF: () => say.sayOff(),
  FAULT: ({ code, serverName }) => say.sayFault(code, serverName),
  STATUS: (input) => say.sayStatus(input),
  'STATUS-NOT-FOUND': ({ toolName }) => say.sayStatusNotFound(toolName),
  'STATUS-SIGN-IN': ({ authMode, toolName }) => say.sayStatusSignIn(authMode, toolName),
  'STATUS-LATER': ({ retryAfterSeconds }) => say.sayStatusLater(retryAfterSeconds),
  'STATUS-OFF': () => say.sayStatusOff(),
  'STATUS-FAULT': ({ code, serverName }) => say.sayStatusFault(code, serverName),
  HINT: (input) => sayHint(input),
}

test.each(fixture<{ sentence: string; in: SentenceInput; out: string }[]>('sentences'))(
  '$sentence $in',
  (row) => {
    expect(SENTENCES[row.sentence]?.(row.in)).toBe(row.out)
  },
)
