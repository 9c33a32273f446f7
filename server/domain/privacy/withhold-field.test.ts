import type { AuditLogPageDto } from '#shared/audit-log.ts'
import type { TicketDto, TicketPageDto } from '#shared/support-ticket.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { indexQueuedTickets } from '../ticket-search/index-queued-tickets.ts'
import { databases } from '../../test/databases.ts'
import { type Desk, type OpenedBody, startDesk, ticketBody } from '../../test/sdk-caller.ts'
import { storedRows } from '../../test/stored-rows.ts'

const MARKER = '⟦redacted:withheld⟧'
const CONTEXT = {
  incident: {
    tool: 'search_orders',
    outcome: 'tool-error',
    arguments: {
      query: 'canaryquery',
      customer: { name: 'canaryname', 'a/b~c': 1 },
      list: [1, 'canaryitem'],
    },
    result: { content: [{ type: 'text', text: 'canaryresult' }] },
    error: { name: 'CanaryError', message: 'canarymessage', code: -32603, stack: 'canarystack' },
  },
  trail: [{ tool: 'canarytrail', outcome: 'ok', at: '2026-11-23T10:11:58.020Z' }],
}

/** A ticket with nothing else to withhold. */
const PLAIN = { context: undefined, email: undefined }

describe.each(databases)('withholding a field on $name', ({ url }) => {
  let desk: Desk
  let serial = 0
  beforeAll(async () => {
    desk = await startDesk(url)
  })
  afterAll(() => desk.close())

  const open = async (overrides: object = {}) => {
    const headers = { 'idempotency-key': `v1_${'e'.repeat(60)}${String(serial++).padStart(4, '0')}` }
    const body = ticketBody({ context: CONTEXT, email: 'canary@example.com', ...overrides })
    const opened = (await desk.sdk.openTicket(body, headers)).json<OpenedBody>()
    const again = async () => (await desk.sdk.openTicket(body, headers)).json<OpenedBody>()
    return { reference: opened.ticket.reference, again }
  }
  const withhold = async (reference: string, field: string, pointer?: string) => {
    const { version } = await desk.readTicket(reference)
    const input = { org: desk.staff.org, reference, field, pointer, expectedVersion: version }
    return desk.staff.visitor.mutate<TicketDto>('privacy.withholdField', input)
  }
  const refusal = async (reference: string, input: object) => {
    const whole = { org: desk.staff.org, reference, expectedVersion: 1, ...input }
    const problem = await desk.staff.visitor.problemOf('mutate', 'privacy.withholdField', whole)
    return `${problem.status} ${problem.code} ${problem.errors?.[0]?.pointer ?? ''}`.trim()
  }
  const index = () =>
    indexQueuedTickets({ em: desk.orm.em.fork(), now: () => new Date(), settings: desk.config })
  const find = async (query: string) => {
    const input = { org: desk.staff.org, filters: { query } }
    return (await desk.staff.visitor.query<TicketPageDto>('supportTicket.list', input)).tickets.length
  }

  it('takes a note out of the history, and its reporter sees nothing of that', async () => {
    const { reference } = await open(PLAIN)
    const ticket = { org: desk.staff.org, reference }
    await desk.staff.visitor.mutate('supportTicket.addNote', { ...ticket, note: 'canarynote' })
    const before = await desk.readTicket(reference)
    const noted = before.events.find(({ type }) => type === 'noted')!
    const opened = before.events.find(({ type }) => type === 'opened')!
    const input = { ...ticket, field: 'note', eventId: noted.id, expectedVersion: before.version }
    const after = await desk.staff.visitor.mutate<TicketDto>('privacy.withholdField', input)
    expect(after.events.map(({ type, note, toText }) => note ?? toText ?? type)).toEqual([
      'opened',
      MARKER,
      'note',
    ])
    expect(after.updatedAt).toBe(before.updatedAt)
    expect(await storedRows(desk, desk.staff.org)).not.toContain('canarynote')
    expect((await desk.staff.visitor.mutate<TicketDto>('privacy.withholdField', input)).version).toBe(
      after.version,
    )
    const { version: expectedVersion } = after
    for (const eventId of [opened.id, crypto.randomUUID()])
      expect(await refusal(reference, { field: 'note', eventId, expectedVersion })).toBe(
        '422 validation-failed /eventId',
      )
    expect(await refusal(reference, { field: 'note' })).toBe('422 validation-failed /eventId')
    expect(await refusal(reference, { field: 'title', eventId: noted.id })).toBe(
      '422 validation-failed /eventId',
    )
    // A note of another ticket.
    const other = await open(PLAIN)
    expect(await refusal(other.reference, { field: 'note', eventId: noted.id })).toBe(
      '422 validation-failed /eventId',
    )
  })

  it('leaves the marker in every place, and nothing of the values anywhere', async () => {
    const title = 'canarytitle one'
    const { reference, again } = await open({ title, description: 'canarywords of ana' })
    const correct = { org: desk.staff.org, reference, title: 'canarytitle two', expectedVersion: 1 }
    await desk.staff.visitor.mutate('supportTicket.correct', correct)
    await index()
    expect(await find('canarywords')).toBe(1)
    const { fingerprint } = await desk.readTicket(reference)
    expect(fingerprint).toBeDefined()

    await withhold(reference, 'title')
    await withhold(reference, 'description')
    await withhold(reference, 'email')
    for (const pointer of [
      '/incident/arguments/customer/name',
      '/incident/arguments/customer',
      '/incident/arguments/query',
      '/incident/arguments/list/1',
      '/incident/result',
      '/incident/error/name',
      '/incident/error/message',
      '/incident/error/stack',
      '/trail/0/tool',
    ])
      await withhold(reference, 'context', pointer)
    await index()

    const ticket = await desk.readTicket(reference)
    expect(ticket.fingerprint).toBe(fingerprint)
    expect(ticket).toMatchObject({ title: MARKER, description: MARKER, error: MARKER, tool: 'search_orders' })
    expect(ticket.reporter).toEqual({ kind: 'email', email: MARKER })
    expect(ticket.context).toEqual({
      incident: {
        tool: 'search_orders',
        outcome: 'tool-error',
        arguments: { query: MARKER, customer: MARKER, list: [1, MARKER] },
        result: MARKER,
        error: { name: MARKER, message: MARKER, code: -32603, stack: MARKER },
      },
      trail: [{ tool: MARKER, outcome: 'ok', at: '2026-11-23T10:11:58.020Z' }],
    })
    const fields = ticket.events.filter(({ type }) => type === 'withheld').map(({ toText }) => toText)
    expect(fields.slice(0, 5)).toEqual([
      'title',
      'description',
      'email',
      '/incident/arguments/customer',
      '/incident/arguments/customer',
    ])
    expect(await find('canarywords')).toBe(0)
    expect((await storedRows(desk, desk.staff.org)).toLowerCase()).not.toContain('canary')
    const log = await desk.staff.visitor.query<AuditLogPageDto>('organization.auditLog', {
      org: desk.staff.org,
    })
    expect(log.entries[0]).toMatchObject({
      action: 'field-withheld',
      subject: reference,
      details: { field: 'context' },
    })

    // The same request still finds it, so that what was withheld is not written again.
    expect(await again()).toMatchObject({ ticket: { reference }, duplicate: true })
    expect((await storedRows(desk, desk.staff.org)).toLowerCase()).not.toContain('canary')
  })

  it('is done once, and refused to who saw another version', async () => {
    const { reference } = await open()
    const { version } = await withhold(reference, 'title')
    expect((await withhold(reference, 'title')).version).toBe(version)
    expect(await refusal(reference, { field: 'description' })).toBe('409 ticket-changed')
  })

  it.each([
    [{ field: 'context' }, '422 validation-failed /pointer'],
    [{ field: 'title', pointer: '/x' }, '422 validation-failed /pointer'],
    [{ field: 'category' }, '422 validation-failed /field'],
    [{ field: 'context', pointer: 'x' }, '422 validation-failed /pointer'],
    [{ field: 'context', pointer: '' }, '422 validation-failed /pointer'],
    [{ field: 'context', pointer: '/incident' }, '422 validation-failed /pointer'],
    [{ field: 'context', pointer: '/trail' }, '422 validation-failed /pointer'],
    [{ field: 'context', pointer: '/trail/0' }, '422 validation-failed /pointer'],
    [{ field: 'context', pointer: '/trail/00/tool' }, '422 validation-failed /pointer'],
    [{ field: 'context', pointer: '/trail/0/at' }, '422 validation-failed /pointer'],
    [{ field: 'context', pointer: '/trail/length' }, '422 validation-failed /pointer'],
    [{ field: 'context', pointer: '/incident/outcome' }, '422 validation-failed /pointer'],
    [{ field: 'context', pointer: '/incident/arguments/none' }, '422 validation-failed /pointer'],
    [{ field: 'context', pointer: '/incident/arguments/constructor' }, '422 validation-failed /pointer'],
    [{ field: 'context', pointer: '/__proto__/toString' }, '422 validation-failed /pointer'],
    [
      { field: 'context', pointer: `/incident/arguments/${'x'.repeat(200)}` },
      '422 validation-failed /pointer',
    ],
  ])('refuses %j, and writes nothing', async (input, expected) => {
    const { reference } = await open()
    expect(await refusal(reference, input)).toBe(expected)
    expect((await desk.readTicket(reference)).version).toBe(1)
  })

  it('names keys with slashes and tildes as RFC 6901 does', async () => {
    const { reference } = await open()
    const { context } = await withhold(reference, 'context', '/incident/arguments/customer/a~1b~0c')
    expect(context?.incident?.arguments).toMatchObject({ customer: { name: 'canaryname', 'a/b~c': MARKER } })
  })

  it('has nothing to take where the ticket has none', async () => {
    const { reference } = await open({ email: undefined, context: undefined })
    expect(await refusal(reference, { field: 'email' })).toBe('422 validation-failed /field')
    const pointer = '/incident/error/message'
    expect(await refusal(reference, { field: 'context', pointer })).toBe('422 validation-failed /pointer')
  })
})
