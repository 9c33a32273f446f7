import { type RejectedAttemptDto, REJECTION_REASONS, type ServerSetupDto } from '#shared/server-setup.ts'
import type { TicketDto } from '#shared/support-ticket.ts'
import type { StatusCountsDto } from '#shared/ticket-counts.ts'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { Rejections } from './domain/mcp-server/rejections.ts'
import { deleteOldRejectedAttempts } from './domain/mcp-server/rejected-attempt.repository.ts'
import { databases } from './test/databases.ts'
import { createServer, signUpStaff, type Staff, type TestServer } from './test/factories.ts'
import { ALL_TENANTS } from './db/all-tenants.ts'
import { newId } from './db/column-types.ts'
import { type Desk, SdkCaller, startDesk, ticketBody } from './test/sdk-caller.ts'

const TYPESCRIPT = { 'user-agent': 'mcp-obs-typescript/0.1.0 node/24.21.0' }
/** What is stored after the answer takes its time on a busy machine. */
const WAIT_MS = 15_000
const UNKNOWN_KEY = `mok_${'0'.repeat(32)}`

describe.each(databases)('setting up an MCP server on $name', ({ url }) => {
  let desk: Desk
  beforeAll(async () => {
    desk = await startDesk(url)
  })
  afterAll(() => desk.close())

  const setupOf = ({ slug }: Pick<TestServer, 'slug'>, staff: Staff = desk.staff) =>
    staff.visitor.query<ServerSetupDto>('mcpServer.setup', { org: staff.org, slug })
  const callerOf = ({ host, key }: TestServer, otherKey = key) =>
    new SdkCaller(desk.app, { host, key: otherKey })
  const rejectedAt = async (server: TestServer, count = 1): Promise<RejectedAttemptDto[]> => {
    let rejected: RejectedAttemptDto[] = []
    await vi.waitFor(async () => {
      rejected = (await setupOf(server)).rejected
      expect(rejected).toHaveLength(count)
    }, WAIT_MS)
    return rejected
  }

  describe('the stages', () => {
    it('are all to come at first', async () => {
      expect(await setupOf(await createServer(desk.staff))).toEqual({ rejected: [] })
    })

    it('an SDK fetches the settings: which one, when, with which key; what people do by hand does not count', async () => {
      const server = await createServer(desk.staff)
      for (const agent of ['curl/8.5.0', 'Mozilla/5.0 mcp-obs-typescript/0.1.0', undefined])
        await callerOf(server).readConfig({ 'user-agent': agent })
      const other = await createServer(desk.staff)
      await callerOf(other).readConfig({ 'user-agent': 'mcp-obs-python/0.2.1 cpython/3.12.1' })
      await vi.waitFor(
        async () =>
          expect((await setupOf(other)).settingsFetched?.by).toEqual({
            name: 'mcp-obs-python',
            version: '0.2.1',
            runtime: 'cpython 3.12.1',
            isSdk: true,
          }),
        WAIT_MS,
      )
      expect(await setupOf(server)).toEqual({ rejected: [] })
      await callerOf(server).readConfig(TYPESCRIPT)
      await vi.waitFor(
        async () =>
          expect((await setupOf(server)).settingsFetched).toEqual({
            firstAt: expect.any(String),
            lastAt: expect.any(String),
            by: { name: 'mcp-obs-typescript', version: '0.1.0', runtime: 'node 24.21.0', isSdk: true },
            keyHint: server.key.slice(-4),
          }),
        WAIT_MS,
      )
    })

    it('a client lists the tool, then the first ticket comes; a test counts until there is another', async () => {
      const server = await createServer(desk.staff)
      await callerOf(server).readConfig({ ...TYPESCRIPT, 'x-mcp-obs-listed': '30' })
      await vi.waitFor(async () => expect((await setupOf(server)).toolListed).toBeDefined(), WAIT_MS)
      const { toolListed, firstTicket } = await setupOf(server)
      expect(toolListed!.firstAt).toBe(toolListed!.lastAt)
      expect(firstTicket).toBeUndefined()

      const input = { org: desk.staff.org, server: server.slug }
      const test = await desk.staff.visitor.mutate<TicketDto>('supportTicket.sendTest', input)
      expect((await setupOf(server)).firstTicket).toMatchObject({ isTest: true, reference: test.reference })
      const opened = await callerOf(server).openTicket(ticketBody())
      const { reference } = opened.json<{ ticket: { reference: string } }>().ticket
      expect((await setupOf(server)).firstTicket).toMatchObject({ isTest: false, reference })
    })
  })

  it('a test ticket is marked, and left out of counts', async () => {
    const { slug } = await createServer(desk.staff)
    const { org, visitor } = desk.staff
    const sent = await visitor.mutate<TicketDto>('supportTicket.sendTest', { org, server: slug })
    expect(sent).toMatchObject({
      origin: 'test',
      isTest: true,
      category: 'Other',
      reporter: { kind: 'none' },
    })
    const words = { title: 'x', description: 'x', category: 'Other' }
    await visitor.mutate('supportTicket.open', { org, server: slug, words })
    const { tickets } = await desk.staff.listTickets({ server: slug })
    expect(tickets.map(({ isTest }) => isTest)).toEqual([undefined, true])
    expect(await visitor.query('supportTicket.countOpen', { org, server: slug })).toEqual({ open: 1 })
    const { counts } = await visitor.query<StatusCountsDto>('supportTicket.countByStatus', {
      org,
      filters: { server: slug },
    })
    expect(counts).toEqual({ open: 1, in_progress: 0, closed: 0 })
  })

  describe('rejected attempts', () => {
    it('say what is wrong with a key, also where the answer is the same for all of them', async () => {
      const [server, other, archived] = [
        await createServer(desk.staff),
        await createServer(desk.staff),
        await createServer(desk.staff),
      ]
      const stranger = await createServer(await signUpStaff(desk.app))
      const { org, visitor } = desk.staff
      const revoked = await desk.staff.createKey(server.slug)
      await visitor.mutate('mcpServer.revokeKey', { org, slug: server.slug, keyId: revoked.keyId })
      const revokedKey = new URL(revoked.dsn).username

      for (const key of [UNKNOWN_KEY, stranger.key, 'mok_x', revokedKey, other.key])
        await callerOf(server, key).readConfig(TYPESCRIPT)
      await callerOf(server).readConfig({ 'x-mcp-obs-key': undefined, 'user-agent': 'curl/8.5.0' })
      const rejected = await rejectedAt(server, 5)
      const byReason = Object.fromEntries(rejected.map((each) => [each.reason, each]))
      // A key of another organization is as unknown as one that nobody ever had.
      await vi.waitFor(async () => {
        const unknown = (await setupOf(server)).rejected.find(({ reason }) => reason === 'unknown-key')
        expect(unknown?.times).toBe(2)
      }, WAIT_MS)
      expect(Object.keys(byReason).sort()).toEqual([
        'malformed-key',
        'no-key',
        'other-servers-key',
        'revoked-key',
        'unknown-key',
      ])
      expect(byReason['revoked-key']).toMatchObject({
        keyHint: revokedKey.slice(-4),
        keyRevokedAt: expect.any(String),
        from: { name: 'mcp-obs-typescript', version: '0.1.0', isSdk: true },
      })
      expect(byReason['other-servers-key']).toMatchObject({ keyOf: { slug: other.slug, name: 'Acme' } })
      expect(byReason['unknown-key']).not.toHaveProperty('keyOf')
      expect(byReason['no-key']!.from).toEqual({ name: 'curl', version: '8.5.0', isSdk: false })

      await visitor.mutate('mcpServer.archive', { org, slug: archived.slug })
      expect((await callerOf(archived).readConfig()).statusCode).toBe(404)
      expect(await rejectedAt(archived)).toMatchObject([{ reason: 'archived', from: { name: 'other' } }])
      for (const secret of [UNKNOWN_KEY, revokedKey, stranger.key, other.key])
        expect(JSON.stringify(await setupOf(server))).not.toContain(secret)
    })

    it('say that the tool is off, and that a ticket has a fault; what is accepted is none', async () => {
      const off = await createServer(desk.staff, { supportToolEnabled: false })
      expect((await callerOf(off).readConfig(TYPESCRIPT)).statusCode).toBe(200)
      expect((await callerOf(off).openTicket(ticketBody(), TYPESCRIPT)).statusCode).toBe(403)
      expect(await rejectedAt(off)).toMatchObject([{ reason: 'tool-off', times: 1 }])
      const on = await createServer(desk.staff)
      expect((await callerOf(on).openTicket(ticketBody())).statusCode).toBe(201)
      expect((await callerOf(on).openTicket('{')).statusCode).toBe(400)
      expect(await rejectedAt(on)).toMatchObject([{ reason: 'invalid-ticket', times: 1 }])
      expect(
        (await callerOf(on).openTicket(ticketBody(), { authorization: 'Bearer x.y.z' })).statusCode,
      ).toBe(401)
      expect((await rejectedAt(on, 2)).map(({ reason }) => reason).sort()).toEqual([
        'invalid-ticket',
        'invalid-token',
      ])
    })

    it('keep nothing that a stranger writes', async () => {
      const server = await createServer(desk.staff)
      for (const agent of [
        'call-me/1',
        `mok_secret/1`,
        '<b>x</b>',
        'curl/8.5.0 mok_secret',
        'x'.repeat(4_000),
      ])
        await callerOf(server, UNKNOWN_KEY).readConfig({ 'user-agent': agent })
      const names = (await rejectedAt(server, 2)).map(({ from }) => from.name).sort()
      expect(names).toEqual(['curl', 'other'])
      const rows = await desk.orm.em.execute<{ caller: string }[]>(
        `select ${ALL_TENANTS} caller from rejected_attempt`,
      )
      expect(JSON.stringify(rows)).not.toMatch(/secret|call-me|<b>|xxx/)
    })

    it('are bounded, however many programs and keys somebody makes up', async () => {
      const server = await createServer(desk.staff)
      for (let n = 0; n < 60; n++)
        await callerOf(server, UNKNOWN_KEY).readConfig({ 'user-agent': `curl/8.${n}` })
      await vi.waitFor(async () => {
        const names = (await setupOf(server)).rejected.map(({ from }) => from.name)
        expect(names).toContain('other')
      }, WAIT_MS)
      expect((await setupOf(server)).rejected.length).toBeLessThanOrEqual(9)
    })

    it('who may not manage servers learns the reason, and not which key', async () => {
      const server = await createServer(desk.staff)
      const { keyId, dsn } = await desk.staff.createKey(server.slug)
      const { org, visitor } = desk.staff
      await visitor.mutate('mcpServer.revokeKey', { org, slug: server.slug, keyId })
      await callerOf(server, new URL(dsn).username).readConfig(TYPESCRIPT)
      await rejectedAt(server)
      const created = await visitor.mutate<{ secret: string }>('accessToken.create', {
        org,
        name: 't',
        scopes: ['servers:read'],
      })
      const answer = await desk.app.inject({
        url: `/trpc/mcpServer.setup?input=${encodeURIComponent(JSON.stringify({ org, slug: server.slug }))}`,
        headers: { host: 'localhost:3000', authorization: `Bearer ${created.secret}` },
      })
      const setup = answer.json<{ result: { data: ServerSetupDto } }>().result.data
      expect(setup.rejected).toMatchObject([{ reason: 'revoked-key' }])
      expect(answer.body).not.toContain('keyHint')
    })
  })

  const platform = () => ({ em: desk.orm.em.fork(), now: () => new Date(), settings: desk.config })
  const kindAt = async ({ slug }: TestServer) => {
    const [row] = await desk.orm.em.execute<{ id: string; organization_id: string }[]>(
      'select id, organization_id from mcp_server where slug = ?',
      [slug],
    )
    const { id: mcpServerId, organization_id: organizationId } = row!
    return { organizationId, mcpServerId, reason: 'unknown-key', caller: 'curl/8.5.0', keyId: '' } as const
  }

  it('notes what one server refuses, whatever strangers send at others', async () => {
    const server = await createServer(desk.staff)
    const rejections = new Rejections(platform, 5)
    const at = new Date()
    const { organizationId } = await kindAt(server)
    for (let strangers = 0; strangers < 300; strangers++)
      rejections.note(
        { organizationId, mcpServerId: newId(), reason: 'unknown-key', caller: 'curl/8.5.0', keyId: '' },
        at,
      )
    rejections.note(await kindAt(server), at)
    expect(await rejectedAt(server)).toMatchObject([{ reason: 'unknown-key', times: 1 }])
    rejections.stop()
  })

  it('adds equal attempts of a minute to one row, also those of two processes at once', async () => {
    const server = await createServer(desk.staff)
    const kind = await kindAt(server)
    const { organizationId, mcpServerId } = kind
    const at = new Date()
    const processes = [new Rejections(platform, 5), new Rejections(platform, 5)]
    for (let n = 0; n < 50; n++) for (const each of processes) each.note(kind, at)
    await vi.waitFor(async () => expect((await setupOf(server)).rejected[0]?.times).toBe(100), WAIT_MS)
    for (const each of processes) each.stop()
    expect((await setupOf(server)).rejected).toHaveLength(1)
    const told = await desk.orm.em.execute<object[]>(
      'select id from change_event where organization_id = ? and message like ?',
      [organizationId, '%server-setup-changed%'],
    )
    expect(told).not.toEqual([])

    const count = async () =>
      (
        await desk.orm.em.execute<object[]>(
          'select id from rejected_attempt where organization_id = ? and mcp_server_id = ?',
          [organizationId, mcpServerId],
        )
      ).length
    await deleteOldRejectedAttempts(desk.orm.em.fork(), new Date(at.getTime() + 23 * 3_600_000))
    expect(await count()).toBe(1)
    await deleteOldRejectedAttempts(desk.orm.em.fork(), new Date(at.getTime() + 25 * 3_600_000))
    expect(await count()).toBe(0)
  })

  it('has a column that is wide enough for each reason', () => {
    expect(Math.max(...REJECTION_REASONS.map(({ length }) => length))).toBeLessThanOrEqual(20)
  })
})
