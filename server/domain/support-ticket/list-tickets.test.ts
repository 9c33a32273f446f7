import type { OpenCountDto, TicketPageDto, TicketRowDto } from '#shared/support-ticket.ts'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { aroundStatements } from '../../test/around-statements.ts'
import { databases } from '../../test/databases.ts'
import { explainQuery, READS_TOO_MUCH } from '../../test/explain-query.ts'
import { createServer, signUpStaff, type Staff, type TestServer } from '../../test/factories.ts'
import { startTestApp, type TestApp } from '../../test/harness.ts'
import { organizationIdOf } from '../../test/organization-id.ts'
import type { TenantContext } from '../context.ts'
import { countFewOfEach, countEachScan, ticketCountSql } from './ticket-count.repository.ts'
import { ticketListSql } from './ticket-list.repository.ts'
import { pathsOf, type TicketFilter, wholePathOf } from './ticket-scans.ts'

const STATUSES = ['open', 'in_progress', 'closed'] as const
const CATEGORIES = ['Bug Report', 'Other']
const COUNT = 130

describe.each(databases)('R4.1 the list of tickets on $name', ({ url }) => {
  let test: TestApp
  let staff: Staff
  let servers: TestServer[]
  beforeAll(async () => {
    test = await startTestApp(url)
    staff = await signUpStaff(test.app)
    servers = [await createServer(staff), await createServer(staff, { name: 'Second' })]
    await seed(test, servers)
  })
  afterAll(() => test.close())

  const list = (filters = {}, cursor?: string) =>
    staff.visitor.query<TicketPageDto>('supportTicket.list', {
      org: staff.org,
      filters,
      ...(cursor && { cursor }),
    })

  async function walk(filters = {}): Promise<TicketPageDto[]> {
    const pages = [await list(filters)]
    for (let next = pages[0]!.older; next; next = pages.at(-1)!.older) pages.push(await list(filters, next))
    return pages
  }
  const numbers = (rows: TicketRowDto[]) => rows.map(({ title }) => Number(title))
  const expected = (keep: (index: number) => boolean) =>
    Array.from({ length: COUNT }, (_, index) => COUNT - 1 - index).filter(keep)

  it('shows each ticket once, newest first, though many were opened in the same millisecond', async () => {
    const pages = await walk()
    expect(pages.map(({ tickets }) => tickets.length)).toEqual([50, 50, 30])
    expect(numbers(pages.flatMap(({ tickets }) => tickets))).toEqual(expected(() => true))
  })

  it('goes back the way it came, and at the top shows a full first page', async () => {
    const [first, second, third] = await walk()
    expect(first!.newer).toBeUndefined()
    expect(await list({}, third!.newer)).toEqual(second)
    expect(await list({}, second!.newer)).toEqual(first)
  })

  it.each([
    [{ status: 'open' }, (index: number) => index % 3 === 0],
    [{ category: 'Other' }, (index: number) => index % 2 === 1],
    [{ status: 'closed', category: 'Bug Report' }, (index: number) => index % 3 === 2 && index % 2 === 0],
  ])('filters by %j', async (filters, keep) => {
    const pages = await walk(filters)
    expect(numbers(pages.flatMap(({ tickets }) => tickets))).toEqual(expected(keep))
  })

  it('has a ticket once whose status changes while it is read', async () => {
    const reference = `TK-${String(COUNT - 1).padStart(4, '0')}-TEST`
    const organizationId = await organizationIdOf(test, staff.org)
    const change = (status: string) =>
      test.orm.em
        .fork()
        .execute('update support_ticket set status = ? where organization_id = ? and reference = ?', [
          status,
          organizationId,
          reference,
        ])
    onTestFinished(async () => void (await change('open')))
    let hasChanged = false
    const after = async (sql: string) => {
      if (hasChanged || !/select id, reference.*from support_ticket/s.test(sql)) return
      hasChanged = true
      await change('in_progress')
    }
    aroundStatements({ after })
    const { tickets } = await list({ status: ['open', 'in_progress'] })
    expect(hasChanged).toBe(true)
    expect(numbers(tickets)).toEqual(expected((index) => index % 3 !== 2).slice(0, tickets.length))
  })

  it('filters by server, with and without the other filters; an unknown one has no tickets', async () => {
    const { slug } = servers[1]!
    const pages = await walk({ server: slug })
    expect(numbers(pages.flatMap(({ tickets }) => tickets))).toEqual(expected((index) => index % 5 === 0))
    const narrow = await list({ server: slug, status: 'open', category: 'Bug Report' })
    expect(numbers(narrow.tickets)).toEqual(expected((index) => index % 30 === 0))
    expect(narrow.tickets[0]!.server).toEqual({ slug, name: 'Second' })
    expect(await list({ server: 'no-such-server' })).toEqual({ tickets: [] })
  })

  const encode = (text: string) => Buffer.from(text).toString('base64url')
  it.each([
    '',
    'x',
    '%00',
    encode('o1.x'),
    encode(`o1.${'-'.repeat(36)}`),
    encode(`o999999999999999.${uuidv7()}`),
    'a'.repeat(101),
  ])('422: a cursor that is not ours (%j)', async (cursor) => {
    const input = { org: staff.org, filters: {}, cursor }
    const problem = await staff.visitor.problemOf('query', 'supportTicket.list', input)
    expect(problem).toMatchObject({ status: 422, code: 'validation-failed' })
    expect(problem.errors![0]!.pointer).toBe('/cursor')
  })

  it('R4.4 counts the open tickets', async () => {
    const { open } = await staff.visitor.query<OpenCountDto>('supportTicket.countOpen', { org: staff.org })
    expect(open).toBe(expected((index) => index % 3 === 0).length)
  })

  const from = { createdAt: new Date(), id: uuidv7() }
  const id = uuidv7()
  const time = { since: new Date(1), before: new Date(9_000_000_000_000) }
  const earlier = { createdAt: new Date(1_000), id: uuidv7() }
  it.each<TicketFilter>([
    {},
    time,
    { statuses: ['open'] },
    { statuses: ['open', 'in_progress'] },
    { category: 'Other' },
    { statuses: ['open'], category: 'Other' },
    { mcpServerId: id },
    { mcpServerId: id, statuses: ['open'], ...time },
    { mcpServerId: id, category: 'Other' },
    { mcpServerId: id, statuses: ['open', 'closed'], category: 'Other' },
    { mcpServerUserId: id },
    { tool: 'search' },
    { errorName: 'Error' },
    { errorFingerprint: 'f'.repeat(32) },
    { reporterKeys: ['e:1', id] },
    { hasContact: false },
    { resolution: 'duplicate', ...time },
  ])('reads no more than its page, by an index and without sorting: %j', async (filter) => {
    const ctx = { em: test.orm.em.fork(), organizationId: uuidv7() } as unknown as TenantContext
    const scans = pathsOf(filter).find((path) => path.every(({ others }) => others.length === 0))
    expect(scans).toBeDefined()
    for (const towards of ['older', 'newer'] as const) {
      const [start, end] = towards === 'older' ? [from, earlier] : [earlier, from]
      for (const walk of [{ towards }, { towards, from: start }, { towards, from: start, to: end }]) {
        const plan = await explainQuery(test.orm, url, ticketListSql(ctx, filter, scans!, walk, 51))
        expect(plan).toContain(scans![0]!.index)
        expect(plan.replaceAll(/SCAN part_\d+|"<derived\d+>"[^}]*/g, '')).not.toMatch(READS_TOO_MUCH)
      }
    }
  })

  it.each<TicketFilter>([
    { statuses: ['open'] },
    { statuses: ['open'], category: 'Other' },
    { statuses: ['open'], mcpServerId: id },
    { statuses: ['open'], mcpServerId: id, category: 'Other', ...time },
  ])('counts the real tickets of a status by an index alone: %j', async (filter) => {
    const ctx = { em: test.orm.em.fork(), organizationId: uuidv7() } as unknown as TenantContext
    const scan = pathsOf(filter)[0]![0]!
    const query = ticketCountSql(ctx, filter, [scan], { counted: 'real', cap: 1000 })
    const plan = await explainQuery(test.orm, url, query)
    expect(plan).toContain(scan.index)
    expect(plan).toMatch(/COVERING INDEX|Using index(?! condition)/)
  })

  it('counts each status up to a cap, and a status that has just so many', async () => {
    const organizationId = await organizationIdOf(test, staff.org)
    const ctx = { em: test.orm.em.fork(), organizationId } as unknown as TenantContext
    const scans = wholePathOf(pathsOf({ statuses: STATUSES }))!
    const count = (cap: number) => countEachScan(ctx, {}, scans, { counted: 'real', cap })
    // Of 130 tickets, 44 are open.
    expect(await count(1)).toEqual([1, 1, 1])
    expect(await count(43)).toEqual([43, 43, 43])
    expect(await count(44)).toEqual([44, 43, 43])
    expect(await count(45)).toEqual([44, 43, 43])
  })

  it.each([
    [199, [0, 0, 0]],
    [200, [0, 0, undefined]],
  ])(
    'counts by looking at each ticket, where a status and category have fewer than 200: %i',
    async (size, counts) => {
      const other = await signUpStaff(test.app)
      const server = await createServer(other)
      await seed(test, [server, server], { count: size, categories: ['Other'], statuses: ['closed'] })
      const ctx = { em: test.orm.em.fork(), organizationId: await organizationIdOf(test, other.org) }
      const filter = { category: 'Other', hasCall: true }
      expect(await countFewOfEach(ctx as unknown as TenantContext, filter, STATUSES, 'real')).toEqual(counts)
    },
  )
})

/** Tickets numbered in their titles, ten of them in each millisecond. */
async function seed(
  { orm }: TestApp,
  servers: TestServer[],
  {
    count = COUNT,
    categories = CATEGORIES,
    statuses = STATUSES,
  }: { count?: number; categories?: readonly string[]; statuses?: readonly string[] } = {},
): Promise<void> {
  const rows: { id: string; organization_id: string }[] = []
  for (const { slug } of servers) {
    const found: typeof rows = await orm.em.execute(
      'select id, organization_id from mcp_server where slug = ?',
      [slug],
    )
    rows.push(...found)
  }
  const start = Date.now() - 1_000_000
  for (let index = 0; index < count; index++) {
    const server = rows[index % 5 === 0 ? 1 : 0]!
    const at = new Date(start + Math.floor(index / 10))
    await orm.em.execute(
      `insert into support_ticket (id, organization_id, mcp_server_id, reference, title, description, category, status,
         origin, created_at, updated_at) values (?, ?, ?, ?, ?, '', ?, ?, 'sdk', ?, ?)`,
      [
        uuidv7({ msecs: at.getTime(), seq: index }),
        server.organization_id,
        server.id,
        `TK-${String(index).padStart(4, '0')}-TEST`,
        String(index),
        categories[index % categories.length],
        statuses[index % statuses.length],
        at,
        at,
      ],
    )
  }
}
