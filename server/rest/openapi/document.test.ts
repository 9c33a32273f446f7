import { readFileSync } from 'node:fs'
import { Validator } from '@seriousme/openapi-schema-validator'
import { readText } from '#sdk/wire/text.ts'
import { TICKET_LIMITS } from '#shared/limits.ts'
import { VISIBLE } from '#shared/text.ts'
import { fixture, type Repeated, repeated, unfold } from '#testkit/contract/fixture.ts'
import { describe, expect, it } from 'vitest'
import {
  type DocumentedOperation,
  DocumentSchemas,
  findOperation,
  type MediaType,
  requireDocumented,
  type Schema,
} from '../../test/document-answers.ts'
import { documentOf } from './document.ts'

const ORIGIN = 'https://acme.mcp.example.com'
const schemas = new DocumentSchemas(documentOf(ORIGIN))
const { document } = schemas
const named = document.components.schemas as Record<string, Schema>
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods as Record<string, DocumentedOperation>).map(
    ([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const,
  ),
)
const isValid = (name: string, value: unknown) => schemas.faults({ $ref: refTo(name) }, value).length === 0
const refTo = (name: string) => `#/components/schemas/${name}`

describe('R2.7 the OpenAPI document', () => {
  it('is valid by the schema of OpenAPI 3.1, and all of its references lead somewhere', async () => {
    const result = await new Validator().validate(structuredClone(document))
    expect(result).toEqual({ valid: true })
  })

  it.each(Object.keys(named))('%s is JSON Schema, with a description of each member', (name) => {
    expect(schemas.faults({ $ref: refTo(name) }, null).length).toBeGreaterThan(0)
    expect(undescribed(named[name]!, name)).toEqual([])
  })

  it.each(operations)('%s: the examples are valid', (_name, { parameters, requestBody, responses }) => {
    const shown = parameters.filter(({ example }) => example !== undefined)
    for (const { name, schema, example } of shown) expect(schemas.faults(schema, example), name).toEqual([])
    const contents = [requestBody, ...Object.values(responses)].map((each) => each?.content ?? {})
    const examples = contents.flatMap((content) => Object.values(content)).flatMap(examplesOf)
    for (const { schema, value } of examples)
      expect(schemas.faults(schema, value), JSON.stringify(value)).toEqual([])
  })

  it('names each operation once, and says what each of its answers means', () => {
    const ids = operations.map(([, { operationId }]) => operationId)
    expect(new Set(ids).size).toBe(ids.length)
    for (const [, { responses }] of operations) {
      expect(Object.values(responses).filter(({ description }) => description.length < 10)).toEqual([])
    }
  })

  it('changes with the schemas of the routes', () => {
    const { title, description } = named.TicketBody!.properties as Record<string, Schema>
    expect([title!.maxLength, description!.maxLength]).toEqual([
      TICKET_LIMITS.title,
      TICKET_LIMITS.description,
    ])
  })

  it('names the characters that are not seen exactly as they are checked', () => {
    const { title } = named.TicketBody!.properties as Record<string, Schema>
    const pattern = new RegExp(title!.pattern as string, 'u')
    const differ = []
    for (let code = 0; code <= 0x10ffff; code++) {
      const character = String.fromCodePoint(code)
      if (character.isWellFormed() && pattern.test(character) !== VISIBLE.test(character)) differ.push(code)
    }
    expect(differ).toEqual([])
  })

  it('has no pattern that only some languages can read', () => {
    const patterns = JSON.stringify(document).match(/"pattern":"[^"]*"/g) ?? []
    expect(patterns.filter((pattern) => /\\\\[pP]\{|\(\?[^:]/.test(pattern))).toEqual([])
  })
})

describe('R2.7 the fixtures of the contract', () => {
  const words = fixture<{ in: Repeated; words: string; title: string }[]>('text').map((row) =>
    repeated(row.in),
  )

  it.each(words)('text %j is valid if the platform takes it', (text) => {
    const read = readText(text, 'title', TICKET_LIMITS.title)
    const body = { title: text, description: 'd', category: 'Other' }
    const isTaken = read !== undefined && VISIBLE.test(read)
    expect(isValid('TicketBody', body)).toBe(isTaken)
  })

  /** The examples of the contract, by a word that only they have. */
  it.each([
    ['SupportConfig', 'ttlSeconds'],
    ['TicketBody', 'context'],
    ['OpenedTicket', 'duplicate'],
    ['TicketStatus', 'updatedAt'],
    ['Problem', 'about:blank'],
  ])('%s: the example of wire.md is valid', (name, word) => {
    const wire = readFileSync(new URL('../../../sdk/contract/wire.md', import.meta.url), 'utf8')
    const examples = [...wire.matchAll(/^```json\n([^`]*\n)```/gm)].map(([, json = '']) => json)
    const own = examples.filter((json) => json.includes(`"${word}"`))
    expect(own).toHaveLength(1)
    expect(schemas.faults({ $ref: refTo(name) }, JSON.parse(own[0]!))).toEqual([])
  })

  it.each(fixture<{ key: string }[]>('idempotency'))('key $key is valid', ({ key }) => {
    const { parameters } = findOperation('POST', '/api/mcpserver/support')!
    const { schema } = parameters.find(({ name }) => name === 'Idempotency-Key')!
    expect(schemas.faults(schema, key)).toEqual([])
  })

  it.each(['X-MCP-Obs-Receipt', 'X-MCP-Obs-Listed', 'If-None-Match', 'traceparent', 'User-Agent'])(
    '%s may have any text, because none is refused as malformed',
    (header) => {
      const all = operations.flatMap(([, { parameters }]) => parameters.filter(({ name }) => name === header))
      expect(all.length).toBeGreaterThan(0)
      for (const { schema } of all) expect(schemas.faults(schema, ', "')).toEqual([])
    },
  )

  it.each(fixture<{ name: string; out: unknown }[]>('context'))('context as sent: $name', ({ out }) => {
    expect(schemas.faults({ $ref: refTo('TicketContext') }, out)).toEqual([])
  })

  it.each(fixture<{ name: string; out: unknown }[]>('captured'))('incident as sent: $name', ({ out }) => {
    expect(schemas.faults({ $ref: refTo('TicketContext') }, { incident: unfold(out) })).toEqual([])
  })

  const answers = (['results', 'status-results'] as const).flatMap((name) =>
    fixture<AnswersFixture[]>(name)
      .filter(({ out }) => ['recorded', 'already_recorded', 'found'].includes(out.outcome))
      .flatMap((row) => row.answers.map((answer) => ({ ...answer, ...row, name: `${name}: ${row.name}` }))),
  )
  it.each(answers.filter(isUsedWhole))('$name', ({ status, body }) => {
    const name = { 200: 'TicketStatus', 201: 'OpenedTicket' }[status] ?? 'Problem'
    expect(schemas.faults({ $ref: refTo(name) }, body)).toEqual([])
  })
})

describe('what compares answers with the document', () => {
  const answer = (statusCode: number, value: object) => ({
    statusCode,
    headers: {
      'x-request-id': 'x',
      'cache-control': 'no-store',
      'content-type': `application/${statusCode < 400 ? '' : 'problem+'}json; charset=utf-8`,
    },
    body: JSON.stringify(value),
  })
  const status = { reference: 'TK-7F3K-9Q2M', status: 'open', createdAt: '2026-11-23T10:12:14.001Z' }
  const ticket = { ticket: { ...status, updatedAt: status.createdAt }, needsContact: false }
  const problem = { type: 'about:blank', title: 't', status: 404, detail: 'd', requestId: 'x' }
  const read = (sent: Parameters<typeof requireDocumented>[2]) => () =>
    requireDocumented('GET', '/api/mcpserver/support/TK-7F3K-9Q2M?x=1', sent)

  it('lets documented answers through', () => {
    expect(read(answer(200, ticket))).not.toThrow()
    expect(read(answer(404, { ...problem, code: 'ticket-not-found' }))).not.toThrow()
  })

  it.each([
    ['another status', answer(418, ticket)],
    ['a member that is missing', answer(200, { needsContact: false })],
    ['a member that is not documented', answer(200, { ...ticket, words: 'x' })],
    ['one that is nested', answer(200, { ...ticket, ticket: { ...ticket.ticket, title: 'x' } })],
    ['another code', answer(404, { ...problem, code: 'user-not-found' })],
    [
      'a header that is missing',
      { ...answer(200, ticket), headers: { 'content-type': 'application/json; x' } },
    ],
  ])('refuses %s', (_what, sent) => {
    expect(read(sent)).toThrow('Not as documented')
  })
})

function examplesOf({ schema, example, examples = {} }: MediaType): { schema: Schema; value: unknown }[] {
  const named = Object.values(examples).map(({ value }) => ({ schema, value }))
  return example === undefined ? named : [...named, { schema, value: example }]
}

interface AnswersFixture {
  name: string
  answers: { status: number; body: unknown }[]
  out: { outcome: string; receipt?: string }
}

/** Whether the SDK drops nothing of an answer. What it drops is none of the platform. */
function isUsedWhole({ body, out }: { body: unknown; out: AnswersFixture['out'] }): boolean {
  const { receipt, ticket = {} } = body as { receipt?: unknown; ticket?: Record<string, unknown> }
  const texts = [ticket.status, ticket.resolution].filter((value) => value !== undefined)
  return receipt === out.receipt && texts.every((value) => typeof value === 'string')
}

/** The members of a schema that say nothing to people. */
function undescribed(schema: Schema, at: string): string[] {
  const {
    properties = {},
    items,
    anyOf = [],
  } = schema as {
    properties?: Record<string, Schema>
    items?: Schema
    anyOf?: Schema[]
  }
  const own = Object.entries(properties).flatMap(([name, member]) => [
    ...(member.description || member.$ref ? [] : [`${at}.${name}`]),
    ...undescribed(member, `${at}.${name}`),
  ])
  return [...own, ...[items, ...anyOf].flatMap((each) => (each ? undescribed(each, at) : []))]
}
