import type { AuditLogPageDto } from '#shared/audit-log.ts'
import type { EndUserPageDto } from '#shared/end-user.ts'
import type { ErasureDto, ErasurePreviewDto } from '#shared/privacy.ts'
import type { TicketPageDto } from '#shared/support-ticket.ts'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { finishErasures } from './finish-erasures.ts'
import { indexQueuedTickets } from '../ticket-search/index-queued-tickets.ts'
import { databases } from '../../test/databases.ts'
import { addEndUser } from '../../test/end-users.ts'
import { createServer, signUpStaff, type Staff } from '../../test/factories.ts'
import { insertTickets } from '../../test/insert-tickets.ts'
import { type Desk, type OpenedBody, SdkCaller, startDesk, ticketBody } from '../../test/sdk-caller.ts'
import { bearer, SignedIn } from '../../test/signed-in.ts'
import { storedRows } from '../../test/stored-rows.ts'

const CONTEXT = {
  incident: {
    tool: 'search_orders',
    outcome: 'tool-error',
    error: { name: 'Failed', message: 'canarymessage' },
  },
}

describe.each(databases)('erasing a person on $name', ({ url }) => {
  let desk: Desk
  let serial = 0
  beforeAll(async () => {
    desk = await startDesk(url)
  })
  afterAll(() => desk.close())

  const newKey = () => ({ 'idempotency-key': `v1_${'f'.repeat(60)}${String(serial++).padStart(4, '0')}` })
  const body = (email?: string) =>
    ticketBody({
      title: 'canarytitle',
      description: 'canarywords',
      context: CONTEXT,
      ...(email && { email }),
    })
  const erase = (subject: object, staff: Staff = desk.staff) =>
    staff.visitor.mutate<ErasureDto>('privacy.erase', { org: staff.org, ...subject })
  const preview = (subject: object, staff: Staff = desk.staff) =>
    staff.visitor.query<ErasurePreviewDto>('privacy.previewErasure', { org: staff.org, ...subject })
  const job = (now = () => new Date()) => ({ em: desk.orm.em.fork(), now, settings: desk.config })
  const rows = async (staff: Staff = desk.staff) => (await storedRows(desk, staff.org)).toLowerCase()
  const lastAudit = async () =>
    (await desk.staff.visitor.query<AuditLogPageDto>('organization.auditLog', { org: desk.staff.org }))
      .entries[0]
  const change = (procedure: string, input: object) =>
    desk.staff.visitor.mutate(`supportTicket.${procedure}`, { org: desk.staff.org, ...input })

  it('begins once what is asked for twice at the same moment', async () => {
    for (let round = 0; round < 8; round++) {
      const email = `twice-${round}@example.com`
      await desk.sdk.openTicket(body(email), newKey())
      const answers = await Promise.all([erase({ email }), erase({ email })])
      expect(answers.map(({ isDone }) => isDone)).toEqual([true, true])
    }
    const { visitor, org } = desk.staff
    const { entries } = await visitor.query<AuditLogPageDto>('organization.auditLog', { org })
    expect(entries.filter(({ action }) => action === 'person-erased').length).toBe(8)
  })

  it('a user: texts, grants and the user go; status, dates, tool, category, fingerprint and ids stay', async () => {
    const ana = await SignedIn.start(desk)
    const key = newKey()
    const opened = await ana.sdk.openTicket(body(), { ...key, ...bearer(ana.token) })
    const { reference } = opened.json<OpenedBody>().ticket
    await change('correct', { reference, title: 'canary corrected', expectedVersion: 1 })
    await change('addNote', { reference, note: 'canary note' })
    await change('updateStatus', { reference, status: 'closed', resolution: 'fixed', expectedVersion: 2 })
    await indexQueuedTickets(job())
    const before = await desk.readTicket(reference)
    const [named] = (await preview({ userId: ana.sub })).users
    expect(named).toMatchObject({ id: ana.sub, server: { slug: ana.server.slug }, sessions: 1 })
    const address = named!.email.toLowerCase()
    expect(await rows()).toContain(address)

    expect(await preview({ userId: ana.sub })).toMatchObject({ tickets: 1, otherTickets: 0 })
    expect(await erase({ userId: ana.sub })).toEqual({ tickets: 1, isDone: true })
    await indexQueuedTickets(job())

    const after = await desk.readTicket(reference)
    const { tool, category, status, resolution, fingerprint, createdAt, updatedAt } = before
    expect(after).toMatchObject({ tool, category, status, resolution, fingerprint, createdAt, updatedAt })
    expect(after).toMatchObject({ title: '', description: '', reporter: { kind: 'none' } })
    expect(after.erasedAt).toBeDefined()
    expect(after).not.toHaveProperty('context')
    expect(after).not.toHaveProperty('error')
    expect(after.events.map(({ id, type }) => ({ id, type }))).toEqual(
      before.events.map(({ id, type }) => ({ id, type })),
    )
    expect(after.events[0]?.actor).toEqual({ kind: 'end_user', name: 'Somebody' })
    const stored = await rows()
    expect(stored).not.toContain('canary')
    expect(stored).not.toContain(address)
    expect(await lastAudit()).toMatchObject({
      action: 'person-erased',
      subject: ana.sub,
      details: { by: 'user', users: 1, tickets: 1 },
    })

    // The token, the refresh token and the account are good for nothing.
    const refused = await ana.sdk.openTicket(ticketBody(), { ...newKey(), ...bearer(ana.token) })
    expect(refused.statusCode).toBe(401)
    expect((await ana.user.refresh(ana.refreshToken)).statusCode).toBe(400)
    const users = { org: desk.staff.org, slug: ana.server.slug }
    expect((await desk.staff.visitor.query<EndUserPageDto>('endUser.list', users)).users).toEqual([])
    const gone = await desk.staff.visitor.problemOf('mutate', 'privacy.erase', {
      org: desk.staff.org,
      userId: ana.sub,
    })
    expect(gone).toMatchObject({ status: 404, code: 'user-not-found' })
  })

  it('an e-mail address: in this organization only, and the same words open a new ticket', async () => {
    const email = 'Canary.Person@example.com'
    const other = await signUpStaff(desk.app)
    const theirServer = await createServer(other)
    const theirs = await new SdkCaller(desk.app, theirServer).openTicket(body(email), newKey())
    const theirUser = await addEndUser(desk, theirServer.slug, { email })
    await indexQueuedTickets(job())
    const before = await readSettled(() => rows(other))
    const key = newKey()
    const first = (await desk.sdk.openTicket(body(email.toLowerCase()), key)).json<OpenedBody>()
    const user = await addEndUser(desk, desk.server.slug, { email: email.toUpperCase() })
    await indexQueuedTickets(job())

    expect(await preview({ email })).toMatchObject({ tickets: 2, users: [{ id: user.id, sessions: 1 }] })
    expect(await erase({ email })).toEqual({ tickets: 2, isDone: true })
    await indexQueuedTickets(job())
    expect(await preview({ email })).toEqual({ tickets: 0, users: [] })
    expect(await rows()).not.toContain('canary')
    const entry = await lastAudit()
    expect(entry).toMatchObject({ action: 'person-erased', details: { by: 'email', users: 1, tickets: 2 } })
    expect(entry?.subject).toMatch(/^[0-9a-f-]{36}$/)

    const again = (await desk.sdk.openTicket(body(email.toLowerCase()), key)).json<OpenedBody>()
    expect(again.duplicate).toBe(false)
    expect(again.ticket.reference).not.toBe(first.ticket.reference)
    // A reporter keeps the receipt, and is told status and dates.
    const status = await desk.sdk.send('GET', `/api/mcpserver/support/${first.ticket.reference}`, {
      'x-mcp-obs-receipt': first.receipt,
    })
    expect(status.statusCode).toBe(200)

    expect(theirs.statusCode).toBe(201)
    expect(await rows(other)).toBe(before)
    expect((await preview({ userId: theirUser.id }, other)).otherTickets).toBe(1)
  })

  it('goes on where it was left, by the job as well, and touches nobody else', async () => {
    const staff = await signUpStaff(desk.app)
    const server = await createServer(staff)
    const user = await addEndUser(desk, server.slug)
    const bystander = await addEndUser(desk, server.slug, { name: 'Bystander' })
    await insertTickets(desk, server.slug, 120)
    await desk.orm.em.execute(
      `update support_ticket set mcp_server_user_id = ?, reporter_key = ? where organization_id = ? and title like ?`,
      [user.id, user.id, user.organizationId, 'Ticket %'],
    )
    expect((await preview({ userId: user.id }, staff)).tickets).toBe(121)
    // As a process that ends after it has begun leaves it.
    await desk.orm.em.execute(
      'insert into erasure (organization_id, reporter_key, mcp_server_user_id, started_at) values (?, ?, ?, ?)',
      [user.organizationId, user.id, user.id, new Date()],
    )
    await finishErasures(job())
    expect((await preview({ userId: user.id }, staff)).tickets).toBe(121)
    await finishErasures(job(() => new Date(Date.now() + 120_000)))
    const gone = await staff.visitor.problemOf('query', 'privacy.previewErasure', {
      org: staff.org,
      userId: user.id,
    })
    expect(gone.code).toBe('user-not-found')
    const list = { org: staff.org, filters: { hasContact: true } }
    const page = await staff.visitor.query<TicketPageDto>('supportTicket.list', list)
    expect(page.tickets.map(({ reference }) => reference)).toEqual([bystander.reference])
    expect((await preview({ userId: bystander.id }, staff)).tickets).toBe(1)
  })

  it('of an address waits for the tickets that the search index does not have yet', async () => {
    const staff = await signUpStaff(desk.app)
    const server = await createServer(staff)
    await new SdkCaller(desk.app, server).openTicket(body('early@example.com'), newKey())
    await indexQueuedTickets(job())
    const setState = (at: Date | null) =>
      desk.orm.em.execute(
        'update search_state set complete_to_at = ? where organization_id = (select id from organization where slug = ?)',
        [at, staff.org],
      )
    const key = await desk.orm.em.execute<{ id: string; organization_id: string; reporter_key: string }[]>(
      'select id, organization_id, reporter_key from support_ticket where organization_id = (select id from organization where slug = ?)',
      [staff.org],
    )
    const setKey = (value: string | null) =>
      desk.orm.em.execute('update support_ticket set reporter_key = ? where organization_id = ? and id = ?', [
        value,
        key[0]!.organization_id,
        key[0]!.id,
      ])
    await setKey(null)
    await setState(new Date())
    const subject = { email: 'early@example.com' }
    expect(await preview(subject, staff)).toEqual({ users: [], tickets: 0, isIndexing: true })
    expect((await erase(subject, staff)).tickets).toBe(0)
    await setKey(key[0]!.reporter_key)
    await setState(null)
    await finishErasures(job(() => new Date(Date.now() + 120_000)))
    await indexQueuedTickets(job())
    expect(await rows(staff)).not.toMatch(/early@|canary|^erasure /m)
  })

  it.each([{}, { userId: 'x' }, { email: 'x' }, { userId: crypto.randomUUID(), email: 'a@example.com' }])(
    'refuses %j',
    async (subject) => {
      const input = { org: desk.staff.org, ...subject }
      const problem = await desk.staff.visitor.problemOf('mutate', 'privacy.erase', input)
      expect(problem).toMatchObject({ status: 422, code: 'validation-failed' })
    },
  )

  it('of an address that nobody has erases nothing, and writes nothing', async () => {
    const before = await rows()
    expect(await erase({ email: 'nobody@example.com' })).toEqual({ tickets: 0, isDone: true })
    expect(await rows()).toBe(before)
  })
})

/** What a request notes beside its answer, such as the last use of a key, is written a moment after it. */
async function readSettled(read: () => Promise<string>): Promise<string> {
  let last = await read()
  await vi.waitFor(
    async () => {
      const before = last
      last = await read()
      expect(last).toBe(before)
    },
    { timeout: 10_000, interval: 300 },
  )
  return last
}
