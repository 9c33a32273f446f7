import type { AuditLogPageDto } from '#shared/audit-log.ts'
import type { TicketDto, TicketPageDto } from '#shared/support-ticket.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildApp } from '../../app.ts'
import { databases } from '../../test/databases.ts'
import { addEndUser } from '../../test/end-users.ts'
import { createServer } from '../../test/factories.ts'
import { organizationIdOf } from '../../test/organization-id.ts'
import {
  type Desk,
  type OpenedBody,
  refusalOf,
  SdkCaller,
  startDesk,
  ticketBody,
} from '../../test/sdk-caller.ts'

const ORPHANS = `select count(*) as count from support_ticket_event e where e.organization_id = ? and not exists
  (select 1 from support_ticket t where t.organization_id = e.organization_id and t.id = e.support_ticket_id)`

describe.each(databases)('R2.1 deleting a ticket on $name', ({ url }) => {
  let desk: Desk
  let serial = 0
  const newKey = () => `v1_${'d'.repeat(60)}${String(serial++).padStart(4, '0')}`
  let organizationId: string
  beforeAll(async () => {
    desk = await startDesk(url)
    organizationId = await organizationIdOf(desk, desk.staff.org)
  })
  afterAll(() => desk.close())

  const open = async (headers = {}) => (await desk.sdk.openTicket(ticketBody(), headers)).json<OpenedBody>()
  const input = (reference: string, expectedVersion = 1) => ({
    org: desk.staff.org,
    reference,
    expectedVersion,
  })
  const erase = (reference: string, version?: number) =>
    desk.staff.visitor.mutate('supportTicket.delete', input(reference, version))
  const auditLog = async () =>
    (await desk.staff.visitor.query<AuditLogPageDto>('organization.auditLog', { org: desk.staff.org }))
      .entries
  const entriesOf = async (reference: string) =>
    (await auditLog()).filter(({ subject }) => subject === reference)
  const orphans = async () => {
    const [row] = await desk.orm.em.execute<{ count: number }[]>(ORPHANS, [organizationId])
    return Number(row?.count)
  }
  const refusal = async (reference: string, version?: number) => {
    const problem = await desk.staff.visitor.problemOf(
      'mutate',
      'supportTicket.delete',
      input(reference, version),
    )
    return `${problem.status} ${problem.code}`
  }

  it('takes the ticket with its history, out of the list, the page and the count', async () => {
    const { ticket } = await open()
    const before = await desk.staff.countOpen()
    expect(await erase(ticket.reference)).toBeUndefined()
    const page = await desk.staff.visitor.problemOf('query', 'supportTicket.get', {
      org: desk.staff.org,
      reference: ticket.reference,
    })
    expect(page).toMatchObject({ status: 404, code: 'ticket-not-found' })
    const { tickets } = await desk.staff.visitor.query<TicketPageDto>('supportTicket.list', {
      org: desk.staff.org,
      filters: {},
    })
    expect(tickets.map(({ reference }) => reference)).not.toContain(ticket.reference)
    expect(await desk.staff.countOpen()).toBe(before - 1)
    expect(await orphans()).toBe(0)
  })

  it('is in the audit log: who, when and which, and nothing that the ticket said', async () => {
    const { ticket } = await open()
    await desk.staff.visitor.mutate('supportTicket.updateStatus', {
      ...input(ticket.reference),
      status: 'closed',
      resolution: 'fixed',
    })
    await erase(ticket.reference, 2)
    const [entry, ...others] = await entriesOf(ticket.reference)
    expect(others).toEqual([])
    expect(entry).toEqual({
      id: expect.any(String),
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      actor: { kind: 'account', id: expect.any(String), name: 'Ada Lovelace' },
      action: 'ticket-deleted',
      subject: ticket.reference,
      details: { server: desk.server.slug, events: 2 },
    })
  })

  it('404: twice; 409: after a change that the person did not see; and nothing is written', async () => {
    const { ticket } = await open()
    await desk.staff.visitor.mutate('supportTicket.updateStatus', {
      ...input(ticket.reference),
      status: 'closed',
      resolution: 'fixed',
    })
    expect(await refusal(ticket.reference)).toBe('409 ticket-changed')
    expect((await desk.readTicket(ticket.reference)).events).toHaveLength(2)
    expect(await entriesOf(ticket.reference)).toEqual([])
    await erase(ticket.reference, 2)
    expect(await refusal(ticket.reference, 2)).toBe('404 ticket-not-found')
    expect(await entriesOf(ticket.reference)).toHaveLength(1)
  })

  it.each([
    [{ expectedVersion: 0 }, '/expectedVersion'],
    [{ expectedVersion: undefined }, '/expectedVersion'],
    [{ reference: 'TK-1' }, '/reference'],
    [{ extra: 1 }, '/extra'],
  ])('422: %j', async (change, pointer) => {
    const problem = await desk.staff.visitor.problemOf('mutate', 'supportTicket.delete', {
      ...input('TK-0000-0000'),
      ...change,
    })
    expect(problem).toMatchObject({ status: 422, code: 'validation-failed', errors: [{ pointer }] })
  })

  it('of twelve people who delete it at once, one does and eleven find nothing', async () => {
    const { ticket } = await open()
    const answers = await Promise.all(
      Array.from({ length: 12 }, () =>
        desk.staff.visitor.send('POST', 'supportTicket.delete', input(ticket.reference)),
      ),
    )
    const codes = answers.map(({ statusCode }) => String(statusCode)).toSorted()
    expect(codes).toEqual(['200', ...Array(11).fill('404')])
    expect(await entriesOf(ticket.reference)).toHaveLength(1)
  })

  it('while others change it, over two processes: one wins, and nothing is half-written', async () => {
    const twin = await buildApp({ config: desk.config, orm: desk.orm })
    for (let round = 0; round < 8; round++) {
      const { ticket } = await open()
      const { visitor } = desk.staff
      const body = input(ticket.reference)
      const sends = [
        () => visitor.send('POST', 'supportTicket.delete', body),
        () =>
          visitor.send('POST', 'supportTicket.updateStatus', {
            ...body,
            status: 'closed',
            resolution: 'fixed',
          }),
        () => visitor.send('POST', 'supportTicket.correct', { ...body, title: 'Corrected' }),
        () =>
          twin.inject({
            method: 'POST',
            url: '/trpc/supportTicket.updateStatus',
            headers: { host: 'localhost:3000', cookie: visitor.cookie!, 'sec-fetch-site': 'same-origin' },
            payload: { ...body, status: 'in_progress' },
          }),
      ]
      const turned = [...sends.slice(round % 4), ...sends.slice(0, round % 4)]
      const answers = await Promise.all(turned.map((send) => send()))
      const codes = answers.map(({ statusCode }) => statusCode)
      expect(codes.filter((code) => code === 200)).toHaveLength(1)
      const deletion = answers[(4 - (round % 4)) % 4]!
      const losers = deletion.statusCode === 200 ? 404 : 409
      expect(codes.filter((code) => code !== 200)).toEqual([losers, losers, losers])
      expect(await entriesOf(ticket.reference)).toHaveLength(losers === 404 ? 1 : 0)
      const rows = await desk.orm.em.execute<{ version: number; events: number | string }[]>(
        `select t.version, count(*) as events from support_ticket t join support_ticket_event e
           on e.organization_id = t.organization_id and e.support_ticket_id = t.id
         where t.organization_id = ? and t.reference = ? group by t.version`,
        [organizationId, ticket.reference],
      )
      const left = rows.map(({ version, events }) => `version ${version}, ${events} events`)
      expect(left).toEqual(losers === 404 ? [] : ['version 2, 2 events'])
      expect(await orphans()).toBe(0)
    }
    await twin.close()
  })

  it('R3.6 the reporter’s status request finds it as little as one that never was', async () => {
    const { ticket, receipt } = await open()
    expect((await desk.sdk.readStatus(ticket.reference, receipt)).statusCode).toBe(200)
    await erase(ticket.reference)
    expect(refusalOf(await desk.sdk.readStatus(ticket.reference, receipt))).toBe('404 ticket-not-found')
  })

  it('R2.2 the same request sent again makes a new ticket, once', async () => {
    const headers = { 'idempotency-key': newKey() }
    const first = await open(headers)
    await erase(first.ticket.reference)
    const again = await Promise.all([open(headers), open(headers), open(headers)])
    const references = new Set(again.map(({ ticket }) => ticket.reference))
    expect(references.size).toBe(1)
    expect(references).not.toContain(first.ticket.reference)
    expect(again.filter(({ duplicate }) => !duplicate)).toHaveLength(1)
    expect(again[0]?.receipt).not.toBe(first.receipt)
  })

  it('R2.2 a request that is sent again during the deletion gets a ticket that is there, or was', async () => {
    for (let round = 0; round < 6; round++) {
      const headers = { 'idempotency-key': newKey() }
      const first = await open(headers)
      const [deleted, ...replays] = await Promise.all([
        desk.staff.visitor.send('POST', 'supportTicket.delete', input(first.ticket.reference)),
        ...[1, 2, 3].map((n) => desk.sdk.openTicket(ticketBody({ email: `ana${n}@acme.test` }), headers)),
      ])
      expect(replays.map(({ statusCode }) => statusCode)).toEqual([201, 201, 201])
      const left = new Set(replays.map((each) => each.json<OpenedBody>().ticket.reference))
      left.delete(first.ticket.reference)
      expect(left.size).toBeLessThanOrEqual(1)
      // A contact that was added first is a change that the person did not see.
      expect([200, 409]).toContain(deleted.statusCode)
      expect(await orphans()).toBe(0)
    }
  })

  it('leaves the MCP server, the user and the session that it pointed at', async () => {
    const server = await createServer(desk.staff)
    const { id, sessionId, reference } = await addEndUser(desk, server.slug)
    await erase(reference)
    const left = await desk.orm.em.execute<{ id: string }[]>(
      `select id from mcp_server_user where organization_id = ? and id = ?
       union all select id from mcp_server_session where organization_id = ? and id = ?`,
      [organizationId, id, organizationId, sessionId],
    )
    expect(left.map((row) => row.id)).toEqual([id, sessionId])
    const { statusCode } = await new SdkCaller(desk.app, server).openTicket(ticketBody())
    expect(statusCode).toBe(201)
  })

  it('a correction does not keep the request from being found again', async () => {
    const headers = { 'idempotency-key': newKey() }
    const { ticket } = await open(headers)
    const corrected = await desk.staff.visitor.mutate<TicketDto>('supportTicket.correct', {
      ...input(ticket.reference),
      title: 'Corrected',
      category: 'Other',
    })
    expect(corrected.title).toBe('Corrected')
    expect(await open(headers)).toMatchObject({ duplicate: true, ticket: { reference: ticket.reference } })
  })
})
