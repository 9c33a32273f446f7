import { randomUUID } from 'node:crypto'
import { type CreatedAccessTokenDto, SCOPES } from '#shared/access-token.ts'
import type { AuditLogPageDto } from '#shared/audit-log.ts'
import type { TicketDto } from '#shared/support-ticket.ts'
import type { StatusesChangeDto } from '#shared/ticket-statuses.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addMember } from '../domain/organization/add-member.ts'
import { callTool } from '../test/call-tool.ts'
import { databases } from '../test/databases.ts'
import { PASSWORD, Visitor } from '../test/factories.ts'
import { type Desk, startDesk, ticketBody } from '../test/sdk-caller.ts'

describe.each(databases)('R2.6 what an agent writes on $name', ({ url }) => {
  let desk: Desk
  let token: string
  beforeAll(async () => {
    desk = await startDesk(url)
    const { visitor, org } = desk.staff
    const input = { org, name: 'laptop', scopes: SCOPES }
    token = (await visitor.mutate<CreatedAccessTokenDto>('accessToken.create', input)).secret
  })
  afterAll(() => desk.close())

  const join = async (role: 'viewer' | 'member') => {
    const email = `${randomUUID()}@example.com`
    const ctx = { em: desk.orm.em.fork(), now: () => new Date(), settings: desk.config }
    await addMember(ctx, { organizationSlug: desk.staff.org, name: role, email, password: PASSWORD, role })
    const visitor = new Visitor(desk.app)
    await visitor.mutate('account.signIn', { email, password: PASSWORD })
    return visitor
  }
  const call = (name: string, args: object) => callTool(desk.app, token, name, args)
  const open = async (): Promise<string> => {
    const opened = await desk.sdk.openTicket(ticketBody({ context: { incident: { tool: 'search_orders' } } }))
    return opened.json<{ ticket: { reference: string } }>().ticket.reference
  }
  const close = async (reference: string, version = 1) =>
    call('set_ticket_status', {
      reference,
      version,
      status: 'closed',
      resolution: 'fixed',
      reason: 'Fixed in 2.4.1.',
    })
  const auditOf = async (reference: string) => {
    const { visitor, org } = desk.staff
    const { entries } = await visitor.query<AuditLogPageDto>('organization.auditLog', { org })
    return entries.filter(({ subject }) => subject === reference)
  }

  it('is an agent’s in the timeline and in the audit log', async () => {
    const reference = await open()
    await call('add_note', { reference, text: 'The upstream answers 500.' })
    const closed = await close(reference)
    expect(closed.facts).toEqual({ reference, status: 'closed', resolution: 'fixed', version: 2 })

    const actor = { kind: 'agent', name: 'Ada Lovelace via an agent (token laptop)' }
    const { events } = await desk.readTicket(reference)
    expect(events.slice(1)).toMatchObject([
      { type: 'noted', actor, note: 'The upstream answers 500.' },
      { type: 'status_changed', actor, from: 'open', to: 'closed', toText: 'fixed' },
      { type: 'noted', actor, note: 'Fixed in 2.4.1.' },
    ])
    const by = { kind: 'agent', name: 'Ada Lovelace via an agent' }
    expect(await auditOf(reference)).toMatchObject([
      {
        action: 'ticket-status-set-by-agent',
        actor: by,
        details: { status: 'closed', resolution: 'fixed' },
      },
      { action: 'ticket-noted-by-agent', actor: by, details: {} },
    ])
    expect(JSON.stringify(await auditOf(reference))).not.toContain('upstream')
  })

  it('what a script writes with the same token stands in the timeline alone, as before', async () => {
    const reference = await open()
    const { visitor, org } = desk.staff
    await visitor.mutate('supportTicket.addNote', { org, reference, note: 'By hand.' })
    expect(await auditOf(reference)).toEqual([])
  })

  it('is undone in the dashboard', async () => {
    const reference = await open()
    await close(reference)
    const { visitor, org } = desk.staff
    const { operation } = (await desk.readTicket(reference)).events.find(
      ({ type }) => type === 'status_changed',
    )!
    const undone = await visitor.mutate<StatusesChangeDto>('supportTicket.undoStatuses', { org, operation })
    expect(undone.changed).toEqual([reference])
    const ticket = await desk.readTicket(reference)
    expect(ticket.status).toBe('open')
    expect(ticket).not.toHaveProperty('resolution')
  })

  it('is written once, however often the same change is sent', async () => {
    const reference = await open()
    const first = await close(reference)
    const before = await desk.readTicket(reference)
    expect((await close(reference)).facts).toEqual(first.facts)
    expect(await desk.readTicket(reference)).toEqual(before)
    expect(await auditOf(reference)).toHaveLength(1)
  })

  it('says so when the ticket has the status already, and writes no reason', async () => {
    const reference = await open()
    const args = { reference, version: 1, status: 'open', reason: 'It is open.' }
    const { facts } = await call('set_ticket_status', args)
    expect(facts).toMatchObject({
      status: 'open',
      version: 1,
      unchanged: expect.stringContaining('add_note'),
    })
    expect((await desk.readTicket(reference)).events).toHaveLength(1)
  })

  it('of two at the same time, one is written and the other learns that the ticket has changed', async () => {
    const reference = await open()
    const changes = [{ status: 'in_progress' }, { status: 'closed', resolution: 'wont-fix' }].map((change) =>
      call('set_ticket_status', { reference, version: 1, reason: 'First.', ...change }),
    )
    const codes = (await Promise.all(changes)).map(({ code }) => code)
    expect(codes.filter((code) => code === undefined)).toHaveLength(1)
    expect(codes.find((code) => code !== undefined)).toMatch(/^(?:ticket-changed|request-in-progress)$/)
    const { events } = await desk.readTicket(reference)
    expect(events.map(({ type }) => type)).toEqual(['opened', 'status_changed', 'noted'])
  })

  it('is taken back by each who may write, where it is an agent’s, and leaves that it was there', async () => {
    const reference = await open()
    await call('add_note', { reference, text: 'canaryofagent' })
    await desk.staff.visitor.mutate('supportTicket.addNote', {
      org: desk.staff.org,
      reference,
      note: 'Of a person.',
    })
    const { events } = await desk.readTicket(reference)
    const [ofAgent, ofPerson] = events.filter(({ type }) => type === 'noted')
    const input = (event: typeof ofAgent) => ({
      org: desk.staff.org,
      reference,
      field: 'note',
      eventId: event!.id,
      expectedVersion: 1,
    })
    const [viewer, member] = [await join('viewer'), await join('member')]
    const refused = (who: Visitor, event: typeof ofAgent) =>
      who.problemOf('mutate', 'privacy.withholdField', input(event))
    expect(await refused(viewer, ofAgent)).toMatchObject({ status: 403, code: 'forbidden' })
    expect(await refused(member, ofPerson)).toMatchObject({ status: 403, code: 'forbidden' })
    const after = await member.mutate<TicketDto>('privacy.withholdField', input(ofAgent))
    expect(after.events.map(({ type, note }) => note ?? type)).toEqual([
      'opened',
      '⟦redacted:withheld⟧',
      'Of a person.',
      'withheld',
    ])
  })

  it('finds what fails the same way, page after page', async () => {
    const { visitor, org } = desk.staff
    const { slug } = desk.server
    const incident = { tool: 'refund_order', error: { name: 'TimeoutError', message: 'after 300 ms' } }
    const opened: string[] = []
    for (const id of [1, 2, 3]) {
      const body = ticketBody({ title: `Refund ${id}`, context: { incident } })
      opened.unshift(
        (await desk.sdk.openTicket(body)).json<{ ticket: { reference: string } }>().ticket.reference,
      )
    }
    const words = { title: 'By hand', description: 'x', category: 'Other' }
    await visitor.mutate('supportTicket.open', { org, server: slug, words })
    const found: string[] = []
    let cursor: unknown
    do {
      const { facts, reported } = await call('search_tickets', {
        similar_to: opened[0]!,
        limit: 2,
        ...(cursor !== undefined && { cursor }),
      })
      for (const { reference } of facts.tickets as { reference: string }[]) {
        found.push(reference)
        expect(reported![reference]).toEqual({ tool: 'refund_order', error: 'TimeoutError' })
      }
      cursor = facts.next_cursor
    } while (cursor !== undefined)
    expect(found).toEqual(opened)
    const byTool = await call('search_tickets', { tool: 'refund_order', has_error: true })
    expect(byTool.facts.tickets).toHaveLength(3)
    expect((await call('search_tickets', { has_error: false })).facts.tickets).toHaveLength(1)
    expect(byTool.text).not.toContain('Refund')
  })
})
