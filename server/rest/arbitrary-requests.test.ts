import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../test/databases.ts'
import { type Desk, type OpenedBody, problemOf, startDesk } from '../test/sdk-caller.ts'

/** Any UTF-16 at all: controls, lone surrogates, our own brackets. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({
    unit: fc.constantFrom('⟦', '⟧', 'redacted:', 'cut:chars:1', '\ud800', '\u0000', '😀', 'Bearer '),
  }),
)
const json = fc.jsonValue({ maxDepth: 12, stringUnit: 'binary' })
const category = fc.constantFrom('Bug Report', 'Other')
const incident = fc.record(
  { tool: json, arguments: json, result: json, error: fc.record({ message: text, stack: text }) },
  { requiredKeys: [] },
)
const context = fc.oneof(
  json,
  fc.record({ correlation: text, incident, trail: json, client: json }, { requiredKeys: [] }),
)
const ticket = fc.record(
  { title: text, description: text, category, email: text, context },
  { requiredKeys: [] },
)

describe.each(databases)('R2.2 whatever is sent on $name', ({ url }) => {
  let desk: Desk
  beforeAll(async () => {
    desk = await startDesk(url)
  })
  afterAll(() => desk.close())

  it('a body is accepted and can be read again, or is refused with a documented code', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(json, ticket, ticket), async (body) => {
        const response = await desk.sdk.openTicket(JSON.stringify(body))
        const status = response.statusCode === 201 ? 201 : problemOf(response).status
        expect([201, 400, 413, 422]).toContain(status)
        if (status !== 201) return
        const read = await desk.readTicket(response.json<OpenedBody>().ticket.reference)
        expect(Array.from(read.title).length).toBeLessThanOrEqual(200)
        expect(read.title.isWellFormed() && read.description.isWellFormed()).toBe(true)
      }),
      { numRuns: 200 },
    )
  })

  it('a context alone never costs the ticket, unless it is an attack', async () => {
    await fc.assert(
      fc.asyncProperty(context, async (context) => {
        const body = JSON.stringify({ title: 't', description: 'd', category: 'Other', context })
        const expected = body.includes('"__proto__":') ? 400 : 201
        expect((await desk.sdk.openTicket(body)).statusCode).toBe(expected)
      }),
      { numRuns: 200 },
    )
  })

  it('headers are accepted or refused with a documented code', async () => {
    const visible = fc.string({
      unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)),
    })
    const headers = fc.record(
      {
        host: visible,
        'x-mcp-obs-key': visible,
        'idempotency-key': visible,
        authorization: visible,
        'content-type': visible,
        traceparent: visible,
      },
      { requiredKeys: [] },
    )
    await fc.assert(
      fc.asyncProperty(headers, async (headers) => {
        const response = await desk.sdk.openTicket(
          { title: 't', description: 'd', category: 'Other' },
          headers,
        )
        const status = response.statusCode === 201 ? 201 : problemOf(response).status
        expect(status).toBeLessThan(500)
      }),
      { numRuns: 200 },
    )
  })
})
