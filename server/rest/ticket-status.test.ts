import { TICKET_RESOLUTIONS } from '#shared/support-ticket.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { forkForTenant } from '../db/tenant.ts'
import { McpServerUser } from '../domain/end-user/mcp-server-user.entity.ts'
import { SupportTicket } from '../domain/support-ticket/support-ticket.entity.ts'
import { databases } from '../test/databases.ts'
import { createServer } from '../test/factories.ts'
import { organizationIdOf } from '../test/organization-id.ts'
import {
  type Desk,
  type OpenedBody,
  problemOf,
  refusalOf,
  SdkCaller,
  startDesk,
  ticketBody,
} from '../test/sdk-caller.ts'

describe.each(databases)('R3.6 GET /api/mcpserver/support/{reference} on $name', ({ url }) => {
  let desk: Desk
  let sdk: SdkCaller
  let opened: OpenedBody

  beforeAll(async () => {
    desk = await startDesk(url)
    sdk = desk.sdk
    const body = ticketBody({ email: 'ana@acme.test', context: { incident: { tool: 'search_orders' } } })
    opened = (await sdk.openTicket(body)).json<OpenedBody>()
  })
  afterAll(() => desk.close())

  it('200: the receipt shows status and dates, and nothing else', async () => {
    const { reference, createdAt } = opened.ticket
    const response = await sdk.readStatus(reference, opened.receipt)
    expect(response.json()).toEqual({
      ticket: { reference, status: 'open', createdAt, updatedAt: createdAt },
      needsContact: false,
    })
    expect(response.headers['cache-control']).toBe('no-store')
  })

  it('200: follows the status', async () => {
    const { ticket, receipt } = (await sdk.openTicket(ticketBody())).json<OpenedBody>()
    await desk.staff.visitor.mutate('supportTicket.updateStatus', {
      org: desk.staff.org,
      reference: ticket.reference,
      status: 'closed',
      resolution: 'fixed',
      expectedVersion: 1,
    })
    const body = (await sdk.readStatus(ticket.reference, receipt)).json()
    expect(body).toMatchObject({ ticket: { status: 'closed' }, needsContact: true })
    expect(body.ticket.updatedAt > body.ticket.createdAt).toBe(true)
  })

  it.each(TICKET_RESOLUTIONS)(
    '200: says that it was closed as %s, until it is reopened',
    async (resolution) => {
      const { ticket, receipt } = (await sdk.openTicket(ticketBody())).json<OpenedBody>()
      const { reference } = ticket
      const change = (status: string, rest: object) =>
        desk.staff.visitor.mutate('supportTicket.updateStatus', {
          org: desk.staff.org,
          reference,
          status,
          ...rest,
        })
      const original = (await sdk.openTicket(ticketBody())).json<OpenedBody>().ticket.reference
      const duplicateOf = resolution === 'duplicate' ? { duplicateOf: original } : {}
      await change('closed', { resolution, ...duplicateOf, note: 'An internal note', expectedVersion: 1 })
      const read = async () => (await sdk.readStatus(reference, receipt)).json().ticket
      expect(await read()).toMatchObject({ status: 'closed', resolution })
      const { body } = await sdk.readStatus(reference, receipt)
      expect(body).not.toContain(original)
      expect(body).not.toContain('internal note')
      await change('open', { expectedVersion: 2 })
      expect(await read()).not.toHaveProperty('resolution')
    },
  )

  it('200: shows nothing of a note, not even that there is one', async () => {
    const { ticket, receipt } = (await sdk.openTicket(ticketBody())).json<OpenedBody>()
    const before = (await sdk.readStatus(ticket.reference, receipt)).body
    await desk.staff.visitor.mutate('supportTicket.addNote', {
      org: desk.staff.org,
      reference: ticket.reference,
      note: 'Between us',
    })
    expect((await sdk.readStatus(ticket.reference, receipt)).body).toBe(before)
  })

  it('200: a dictated reference is read case-blind, with O for 0 and I or L for 1', async () => {
    const dictated = opened.ticket.reference.toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l')
    expect((await sdk.readStatus(dictated, opened.receipt)).statusCode).toBe(200)
  })

  it('404: unknown, malformed, another server’s and a wrong receipt are one answer but for the request id', async () => {
    const { reference } = opened.ticket
    const neighbour = new SdkCaller(desk.app, await createServer(desk.staff))
    const foreign = (await neighbour.openTicket(ticketBody())).json<OpenedBody>()
    const responses = await Promise.all([
      sdk.readStatus('TK-0000-0000', opened.receipt),
      sdk.readStatus('nonsense', opened.receipt),
      sdk.readStatus('TK-%F0%9F%98%80', opened.receipt),
      sdk.readStatus(foreign.ticket.reference, foreign.receipt),
      neighbour.readStatus(reference, opened.receipt),
      sdk.readStatus(reference, `${opened.receipt.slice(0, -1)}_`),
      sdk.readStatus(reference, opened.receipt.toUpperCase()),
      sdk.readStatus(reference, foreign.receipt),
      sdk.readStatus(reference, ''),
      sdk.readStatus(reference, 'mor_\u00e9'),
    ])
    for (const response of responses) expect(refusalOf(response)).toBe('404 ticket-not-found')
    const bodies = responses.map((response) => response.body.replace(problemOf(response).requestId, ''))
    expect(new Set(bodies).size).toBe(1)
  })

  it('404: a signed-in user’s ticket has no receipt that opens it', async () => {
    const { ticket, receipt } = (await sdk.openTicket(ticketBody())).json<OpenedBody>()
    const organizationId = await organizationIdOf(desk, desk.staff.org)
    const em = forkForTenant(desk.orm.em, organizationId)
    const { mcpServerId } = await em.findOneOrFail(SupportTicket, { reference: ticket.reference })
    const [email, emailKey, createdAt] = ['ana@acme.test', `${ticket.reference}@acme.test`, new Date()]
    const user = em.create(McpServerUser, {
      organizationId,
      mcpServerId,
      name: 'Ana',
      email,
      emailKey,
      createdAt,
    })
    await em.flush()
    await em.nativeUpdate(SupportTicket, { reference: ticket.reference }, { mcpServerUserId: user.id })
    expect(refusalOf(await sdk.readStatus(ticket.reference, receipt))).toBe('404 ticket-not-found')
  })

  it('401 token-required: a reference alone opens nothing', async () => {
    const response = await sdk.readStatus(opened.ticket.reference)
    expect(refusalOf(response)).toBe('401 token-required')
    expect(response.headers['www-authenticate']).toBe('Bearer')
  })

  it('401 invalid-token: a bad token is refused even beside a good receipt', async () => {
    const headers = { authorization: 'Bearer eyJhbGciOiJub25lIn0.e30.' }
    const response = await sdk.readStatus(opened.ticket.reference, opened.receipt, headers)
    expect(refusalOf(response)).toBe('401 invalid-token')
  })

  it('401 invalid-key: the receipt does not stand in for the key', async () => {
    const response = await sdk.readStatus(opened.ticket.reference, opened.receipt, {
      'x-mcp-obs-key': undefined,
    })
    expect(refusalOf(response)).toBe('401 invalid-key')
  })

  it('405: a ticket cannot be written by its reference', async () => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      const response = await sdk.send(method, `/api/mcpserver/support/${opened.ticket.reference}`)
      expect(refusalOf(response)).toBe('405 method-not-allowed')
      expect(response.headers.allow).toBe('GET, HEAD')
    }
  })

  it('200: the ticket is still there while the support tool is off', async () => {
    const server = await createServer(desk.staff)
    const caller = new SdkCaller(desk.app, server)
    const { ticket, receipt } = (await caller.openTicket(ticketBody())).json<OpenedBody>()
    const {
      slug: _slug,
      origin: _origin,
      createdAt: _at,
      lastSeenAt: _seen,
      retentionDays: _days,
      ...settings
    } = server.dto
    await desk.staff.visitor.mutate('mcpServer.update', {
      org: desk.staff.org,
      slug: server.slug,
      settings: { ...settings, supportToolEnabled: false },
    })
    expect((await caller.readStatus(ticket.reference, receipt)).statusCode).toBe(200)
    expect(refusalOf(await caller.openTicket(ticketBody()))).toBe('403 support-disabled')
  })
})
