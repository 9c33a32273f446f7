import type { LightMyRequestResponse as Response } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildApp } from '../app.ts'
import { databases } from '../test/databases.ts'
import { createServer } from '../test/factories.ts'
import {
  type Desk,
  type OpenedBody,
  refusalOf,
  SdkCaller,
  startDesk,
  ticketBody,
} from '../test/sdk-caller.ts'

describe.each(databases)('R2.2 idempotency on $name', ({ url }) => {
  let desk: Desk
  let sdk: SdkCaller
  let serial = 0
  const newKey = () => `v1_${'0'.repeat(60)}${String(serial++).padStart(4, '0')}`

  beforeAll(async () => {
    desk = await startDesk(url)
    sdk = desk.sdk
  })
  afterAll(() => desk.close())

  const opened = (response: Response) => {
    expect(response.statusCode).toBe(201)
    return response.json<OpenedBody>()
  }

  /** What became of several requests that were meant to be one. */
  async function outcomeOf(responses: Response[]) {
    const bodies = responses.map(opened)
    const references = [...new Set(bodies.map(({ ticket }) => ticket.reference))]
    const { events } = await desk.readTicket(references[0]!)
    return {
      tickets: references.length,
      receipts: new Set(bodies.map(({ receipt }) => receipt)).size,
      duplicates: bodies.filter(({ duplicate }) => duplicate).length,
      events: events.map(({ type }) => type),
    }
  }
  const ONE_TICKET = { tickets: 1, receipts: 1, duplicates: 29, events: ['opened'] }

  it('the same key 30 times at once makes one ticket and 29 duplicates', async () => {
    const headers = { 'idempotency-key': newKey() }
    const responses = await Promise.all(
      Array.from({ length: 30 }, () => sdk.openTicket(ticketBody(), headers)),
    )
    expect(await outcomeOf(responses)).toEqual(ONE_TICKET)
  })

  it('the same key 30 times at once over six processes makes one ticket and 29 duplicates', async () => {
    const apps = await Promise.all(
      Array.from({ length: 6 }, () => buildApp({ config: desk.config, orm: desk.orm })),
    )
    const headers = { 'idempotency-key': newKey() }
    const callers = apps.flatMap((app) => Array.from({ length: 5 }, () => new SdkCaller(app, desk.server)))
    const responses = await Promise.all(callers.map((caller) => caller.openTicket(ticketBody(), headers)))
    expect(await outcomeOf(responses)).toEqual(ONE_TICKET)
    await Promise.all(apps.map((app) => app.close()))
  })

  it('a replay costs no quota, not even one that arrives at the same moment', async () => {
    const quotas = { ...desk.config.quotas, serverPerMinute: 1, emailPer10Minutes: 1 }
    const app = await buildApp({ config: { ...desk.config, quotas }, orm: desk.orm })
    const caller = new SdkCaller(app, desk.server)
    const headers = { 'idempotency-key': newKey() }
    const body = ticketBody({ email: 'ana@acme.test' })
    const responses = await Promise.all(Array.from({ length: 30 }, () => caller.openTicket(body, headers)))
    expect(await outcomeOf(responses)).toEqual(ONE_TICKET)
    expect(refusalOf(await caller.openTicket(body, { 'idempotency-key': newKey() }))).toBe(
      '429 quota-exceeded',
    )
    expect(opened(await caller.openTicket(body, headers)).duplicate).toBe(true)
    await app.close()
  })

  it('a replay that was found after a lost race with another process costs no quota', async () => {
    const quotas = { ...desk.config.quotas, emailPer10Minutes: 1 }
    const body = ticketBody({ email: `${newKey()}@acme.test` })
    const apps = await Promise.all(
      Array.from({ length: 6 }, () => buildApp({ config: { ...desk.config, quotas }, orm: desk.orm })),
    )
    const callers = apps.map((app) => new SdkCaller(app, desk.server))
    const headers = { 'idempotency-key': newKey() }
    const raced = await Promise.all(callers.map((caller) => caller.openTicket(body, headers)))
    const lost = callers.filter((_, index) => opened(raced[index]!).duplicate)
    expect(lost).toHaveLength(5)
    for (const caller of lost) expect(opened(await caller.openTicket(body)).duplicate).toBe(false)
    await Promise.all(apps.map((app) => app.close()))
  })

  it('without a key every request is a ticket', async () => {
    const [first, second] = [
      opened(await sdk.openTicket(ticketBody())),
      opened(await sdk.openTicket(ticketBody())),
    ]
    expect(first.ticket.reference).not.toBe(second.ticket.reference)
  })

  it('bare and quoted are the same key', async () => {
    const key = newKey()
    const first = opened(await sdk.openTicket(ticketBody(), { 'idempotency-key': key }))
    const second = opened(await sdk.openTicket(ticketBody(), { 'idempotency-key': `"${key}"` }))
    expect(second).toEqual({ ...first, duplicate: true })
  })

  it('words that differ only before normalisation are the same words', async () => {
    const headers = { 'idempotency-key': newKey() }
    const first = opened(await sdk.openTicket(ticketBody({ title: 'café' }), headers))
    const second = opened(await sdk.openTicket(ticketBody({ title: ' cafe\u0301\r\n' }), headers))
    expect(second).toEqual({ ...first, duplicate: true })
  })

  it.each(['title', 'description', 'category'])('422 idempotency-key-reused: another %s', async (field) => {
    const headers = { 'idempotency-key': newKey() }
    opened(await sdk.openTicket(ticketBody(), headers))
    const other = ticketBody({ [field]: 'Other' })
    expect(refusalOf(await sdk.openTicket(other, headers))).toBe('422 idempotency-key-reused')
  })

  it('context is no part of it: a retry without one is the same ticket, which keeps what it had', async () => {
    const headers = { 'idempotency-key': newKey() }
    const context = { correlation: 'incident-id', incident: { tool: 'search_orders' } }
    const first = opened(await sdk.openTicket(ticketBody({ context }), headers))
    expect(opened(await sdk.openTicket(ticketBody(), headers)).duplicate).toBe(true)
    expect((await desk.readTicket(first.ticket.reference)).context).toEqual(context)
  })

  it('R1.2 a second call with an e-mail mends a missing contact; a third cannot take it over', async () => {
    const headers = { 'idempotency-key': newKey() }
    const first = opened(await sdk.openTicket(ticketBody(), headers))
    expect(first.needsContact).toBe(true)
    const second = opened(await sdk.openTicket(ticketBody({ email: 'ana@acme.test' }), headers))
    expect(second).toEqual({ ...first, duplicate: true, needsContact: false })
    opened(await sdk.openTicket(ticketBody({ email: 'eve@evil.test' }), headers))
    const ticket = await desk.readTicket(first.ticket.reference)
    expect(ticket.reporter).toEqual({ kind: 'email', email: 'ana@acme.test' })
    expect(ticket.events.map(({ type }) => type)).toEqual(['opened', 'contact_added'])
  })

  it('ten calls at once that bring different e-mails set exactly one', async () => {
    const headers = { 'idempotency-key': newKey() }
    const first = opened(await sdk.openTicket(ticketBody(), headers))
    const calls = Array.from({ length: 10 }, (_, i) =>
      sdk.openTicket(ticketBody({ email: `ana${i}@acme.test` }), headers),
    )
    for (const response of await Promise.all(calls)) expect(opened(response).needsContact).toBe(false)
    const { events } = await desk.readTicket(first.ticket.reference)
    expect(events.map(({ type }) => type)).toEqual(['opened', 'contact_added'])
  })

  it('twelve calls at once over six processes that bring an e-mail set it once', async () => {
    const apps = await Promise.all(
      Array.from({ length: 6 }, () => buildApp({ config: desk.config, orm: desk.orm })),
    )
    const headers = { 'idempotency-key': newKey() }
    const first = opened(await sdk.openTicket(ticketBody(), headers))
    const callers = apps.flatMap((app) => [new SdkCaller(app, desk.server), new SdkCaller(app, desk.server)])
    const body = ticketBody({ email: 'ana@acme.test' })
    const responses = await Promise.all(callers.map((caller) => caller.openTicket(body, headers)))
    for (const response of responses)
      expect(opened(response)).toEqual({ ...first, duplicate: true, needsContact: false })
    const { events } = await desk.readTicket(first.ticket.reference)
    expect(events.map(({ type }) => type)).toEqual(['opened', 'contact_added'])
    await Promise.all(apps.map((app) => app.close()))
  })

  it('a replay tells the current status', async () => {
    const headers = { 'idempotency-key': newKey() }
    const { reference } = opened(await sdk.openTicket(ticketBody(), headers)).ticket
    const change = { org: desk.staff.org, reference, status: 'in_progress', expectedVersion: 1 }
    await desk.staff.visitor.mutate('supportTicket.updateStatus', change)
    expect(opened(await sdk.openTicket(ticketBody(), headers)).ticket.status).toBe('in_progress')
  })

  it('another server with the same key and words gets its own ticket', async () => {
    const headers = { 'idempotency-key': newKey() }
    const neighbour = new SdkCaller(desk.app, await createServer(desk.staff))
    const first = opened(await sdk.openTicket(ticketBody(), headers))
    const second = opened(await neighbour.openTicket(ticketBody(), headers))
    expect(second.duplicate).toBe(false)
    expect(second.ticket.reference).not.toBe(first.ticket.reference)
  })

  it('only success is remembered: a refused request may be repeated with its key', async () => {
    const headers = { 'idempotency-key': newKey() }
    expect(refusalOf(await sdk.openTicket(ticketBody({ category: 'Nonsense' }), headers))).toMatch(/^422/)
    expect(opened(await sdk.openTicket(ticketBody(), headers)).duplicate).toBe(false)
  })

  it.each([
    ['15 characters', 'k'.repeat(15)],
    ['256 characters', 'k'.repeat(256)],
    ['a space', `${'k'.repeat(10)} ${'k'.repeat(10)}`],
    ['a letter outside ASCII', `${'k'.repeat(20)}\u00e9`],
    ['nothing', ''],
    ['empty quotes', '""'],
  ])('400: a key of %s', async (_what, key) => {
    expect(refusalOf(await sdk.openTicket(ticketBody(), { 'idempotency-key': key }))).toBe(
      '400 invalid-request',
    )
  })

  it.each([16, 255])('201: a key of %i characters', async (length) => {
    const key = newKey().padEnd(length, '~').slice(-length)
    expect((await sdk.openTicket(ticketBody(), { 'idempotency-key': key })).statusCode).toBe(201)
  })
})
