import {
  TICKET_STATUSES,
  type TicketFilters,
  type TicketOrder,
  type TicketPageDto,
  type TicketRowDto,
} from '#shared/support-ticket.ts'
import type { StatusCountsDto } from '#shared/ticket-counts.ts'
import * as fc from 'fast-check'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../../test/databases.ts'
import { addEndUser } from '../../test/end-users.ts'
import { createServer, type TestServer } from '../../test/factories.ts'
import { type Desk, SdkCaller, startDesk, ticketBody } from '../../test/sdk-caller.ts'
import { asPlatform } from '../../test/watch-statements.ts'
import { rebuildSearch } from '../ticket-search/rebuild-search.ts'

const COUNT = 60
const TOOLS = [undefined, 'search', 'export', '検索']
const ERRORS = ['UpstreamError', 'TypeError']
const EMAILS = [undefined, 'Ana@example.com', 'bo@example.com']
const RESOLUTIONS = ['fixed', 'by-design', 'cannot-reproduce'] as const

describe.each(databases)('finding tickets on $name', ({ url }) => {
  let desk: Desk
  let servers: TestServer[]
  let rows: TicketRowDto[]
  let userId: string

  const list = (filters: TicketFilters = {}, more: { order?: TicketOrder; cursor?: string } = {}) =>
    desk.staff.visitor.query<TicketPageDto>('supportTicket.list', { org: desk.staff.org, filters, ...more })

  async function walk(filters: TicketFilters, order: TicketOrder = 'newest'): Promise<TicketRowDto[]> {
    const forward = order === 'newest' ? 'older' : 'newer'
    const found: TicketRowDto[] = []
    for (
      let page = await list(filters, { order });
      ;
      page = await list(filters, { order, cursor: page[forward] })
    ) {
      found.push(...page.tickets)
      expect(page.searchedTo).toBeUndefined()
      if (!page[forward]) return found
    }
  }

  beforeAll(async () => {
    desk = await startDesk(url)
    servers = [desk.server, await createServer(desk.staff)]
    for (let index = 0; index < COUNT; index++) await open(index)
    const user = await addEndUser(desk, servers[0]!.slug, { email: 'ANA@example.com' })
    userId = user.id
    rows = await walk({})
  })
  afterAll(() => desk.close())

  async function open(index: number): Promise<void> {
    const tool = TOOLS[index % TOOLS.length]
    const email = EMAILS[index % EMAILS.length]
    const error = { name: ERRORS[index % ERRORS.length], message: `no answer after ${index} ms` }
    const incident = { tool, outcome: 'tool-error', ...(index % 5 > 0 && { error }) }
    const body = ticketBody({
      title: `Ticket ${index}`,
      category: index % 7 === 0 ? 'Other' : 'Bug Report',
      ...(email && { email }),
      ...(tool && { context: { correlation: 'incident-id', incident } }),
    })
    const answer = await new SdkCaller(desk.app, servers[index % 2]!).openTicket(body)
    expect(answer.statusCode, answer.body).toBe(201)
    const { reference } = answer.json<{ ticket: { reference: string } }>().ticket
    const status = TICKET_STATUSES[index % 3]!
    if (status === 'open') return
    const resolution = status === 'closed' ? RESOLUTIONS[index % RESOLUTIONS.length] : undefined
    await desk.staff.visitor.mutate('supportTicket.updateStatus', {
      org: desk.staff.org,
      reference,
      status,
      ...(resolution && { resolution }),
      expectedVersion: 1,
    })
  }

  /** What a filter means, said once more and without a database. */
  function matches(row: TicketRowDto, filters: TicketFilters): boolean {
    const email = row.reporter.kind === 'none' ? undefined : row.reporter.email.toLowerCase()
    const checks: { [Name in keyof TicketFilters]-?: (value: NonNullable<TicketFilters[Name]>) => boolean } =
      {
        status: (value) => [value].flat().includes(row.status),
        resolution: (value) => row.resolution === value,
        category: (value) => row.category === value,
        server: (value) => row.server.slug === value,
        user: (value) => row.reporter.kind === 'user' && row.reporter.id === value,
        email: (value) => email === value.toLowerCase(),
        tool: (value) => row.tool === value,
        error: (value) => row.error === value,
        fingerprint: (value) => row.fingerprint === value,
        hasCall: (value) => (row.fingerprint !== undefined) === value,
        hasContact: (value) => (email !== undefined) === value,
        since: (value) => row.createdAt >= new Date(value).toISOString(),
        before: (value) => row.createdAt < new Date(value).toISOString(),
        query: () => true,
      }
    return (Object.keys(filters) as (keyof TicketFilters)[]).every((name) =>
      filters[name] === undefined ? true : (checks[name] as (value: unknown) => boolean)(filters[name]),
    )
  }

  const references = (tickets: TicketRowDto[]) => tickets.map(({ reference }) => reference)
  const anyFilters = (): fc.Arbitrary<TicketFilters> => {
    const prints = [...new Set(rows.flatMap(({ fingerprint }) => fingerprint ?? []))]
    const time = fc.constantFrom(...rows.map(({ createdAt }) => createdAt))
    const values = {
      status: fc.oneof(
        fc.constantFrom(...TICKET_STATUSES),
        fc.subarray([...TICKET_STATUSES], { minLength: 1 }),
      ),
      resolution: fc.constantFrom('fixed', 'by-design', 'wont-fix'),
      category: fc.constantFrom('Other', 'Bug Report', 'None'),
      server: fc.constantFrom(...servers.map(({ slug }) => slug)),
      user: fc.constant(userId),
      email: fc.constantFrom('ana@example.com', 'BO@EXAMPLE.COM', 'nobody@example.com'),
      tool: fc.constantFrom('search', 'export', '検索', 'none'),
      error: fc.constantFrom(...ERRORS),
      fingerprint: fc.constantFrom(...prints),
      hasCall: fc.boolean(),
      hasContact: fc.boolean(),
      since: time,
      before: time,
    }
    const names = fc.subarray(Object.keys(values) as (keyof typeof values)[], { maxLength: 3 })
    return fc
      .tuple(fc.record(values), names)
      .map(([all, some]): TicketFilters => Object.fromEntries(some.map((name) => [name, all[name]])))
  }

  it('lists each ticket once', () => {
    expect(new Set(references(rows)).size).toBe(COUNT + 1)
  })

  it('finds what a filter means, in both orders, and counts it', async () => {
    const orders = fc.constantFrom<TicketOrder>('newest', 'oldest')
    await fc.assert(
      fc.asyncProperty(anyFilters(), orders, async (filters, order) => {
        const expected = references(rows.filter((row) => matches(row, filters)))
        expect(references(await walk(filters, order))).toEqual(
          order === 'newest' ? expected : expected.toReversed(),
        )
        const input = { org: desk.staff.org, filters }
        const { counts, searchedTo } = await desk.staff.visitor.query<StatusCountsDto>(
          'supportTicket.countByStatus',
          input,
        )
        expect(searchedTo).toBeUndefined()
        for (const status of TICKET_STATUSES)
          expect(counts[status]).toBe(rows.filter((row) => matches(row, { ...filters, status })).length)
      }),
      { numRuns: 40 },
    )
  })

  it('finds the ticket of a reference, however it is spelled, within the other filters', async () => {
    const { reference, server } = rows[7]!
    const spoken = ` ${reference.toLowerCase().replaceAll('0', 'o').replaceAll('-', ' ')}`
    expect(references((await list({ query: spoken })).tickets)).toEqual([reference])
    expect(references((await list({ query: reference, server: server.slug })).tickets)).toEqual([reference])
    const beginning = await list({ query: reference.slice(0, 9) })
    expect(references(beginning.tickets)).toContain(reference)
    for (const each of references(beginning.tickets)) expect(each.slice(0, 9)).toBe(reference.slice(0, 9))
    expect(await list({ query: reference, category: 'None' })).toEqual({ tickets: [] })
    expect(await list({ query: 'TK-0000-0000' })).toEqual({ tickets: [] })
  })

  it('gives the same failure the same fingerprint, whatever the numbers in its message', () => {
    const kinds = new Set(
      rows.filter(({ tool }) => tool).map((row) => `${row.server.slug} ${row.tool} ${row.error}`),
    )
    const prints = new Set(rows.flatMap(({ fingerprint }) => fingerprint ?? []))
    expect(prints.size).toBe(kinds.size)
  })

  it('goes back from the last page of the oldest first', async () => {
    const first = await list({}, { order: 'oldest' })
    expect(first.older).toBeUndefined()
    const second = await list({}, { order: 'oldest', cursor: first.newer! })
    expect(second.tickets.length).toBe(COUNT + 1 - 50)
    expect(await list({}, { order: 'oldest', cursor: second.older! })).toEqual(first)
  })

  it('says how far it looked when few of very many tickets fulfil filters that have no index together', async () => {
    const marked = { hasCall: true, category: 'Rare' }
    await seedMany(desk, servers[1]!)
    const first = await list(marked)
    expect(first.tickets).toEqual([])
    expect(Date.parse(first.searchedTo!)).toBe(START + 2_000)
    const second = await list(marked, { cursor: first.older! })
    expect(second.tickets.map(({ title }) => title)).toEqual(['Many 1000', 'Many 0'])
    expect(second.searchedTo).toBeUndefined()
    const input = { org: desk.staff.org, filters: marked }
    expect(await desk.staff.visitor.query('supportTicket.countByStatus', input)).toEqual({
      counts: { open: 0, in_progress: 0, closed: 0 },
      searchedTo: first.searchedTo,
    })
    // The other way, and back to the first page.
    const oldest = await list(marked, { order: 'oldest' })
    expect(oldest.tickets.map(({ title }) => title)).toEqual(['Many 0', 'Many 1000'])
    expect(Date.parse(oldest.searchedTo!)).toBe(START + 4_999)
    expect(await list(marked, { order: 'oldest', cursor: oldest.newer! })).toMatchObject({ tickets: [] })
    const before = new Date(START + 2_000).toISOString()
    expect((await list({ ...marked, before })).searchedTo).toBeUndefined()
    // An index of another filter can leave fewer rows than the bound.
    expect(await list({ ...marked, tool: 'search' })).toEqual({ tickets: [] })
  })

  it('finds them all when the search index has all tickets', async () => {
    const marked = { hasCall: true, category: 'Rare' }
    await buildIndex(desk)
    for (const order of ['newest', 'oldest'] as const) {
      const { tickets, searchedTo } = await list(marked, { order })
      const titles = order === 'newest' ? ['Many 1000', 'Many 0'] : ['Many 0', 'Many 1000']
      expect(tickets.map(({ title }) => title)).toEqual(titles)
      expect(searchedTo).toBeUndefined()
    }
    const [newer, reference] = references((await list(marked)).tickets)
    const input = { org: desk.staff.org, reference, filters: marked }
    expect(await desk.staff.visitor.query('supportTicket.neighbours', input)).toEqual({
      newer,
      place: 2,
      total: 2,
    })
    // A page of a time does not begin with thousands that are of another.
    const before = new Date(START + 100).toISOString()
    const { tickets } = await list({ hasCall: false, category: 'Rare', before })
    expect(tickets.map(({ title }) => title)).toEqual(
      Array.from({ length: 50 }, (_, place) => `Many ${99 - place}`),
    )
  })
})

/** Builds the search index, also of tickets that nobody has queued. */
async function buildIndex({ orm, config, staff }: Desk): Promise<void> {
  const platform = { em: orm.em.fork(), now: () => new Date(), settings: config }
  await asPlatform(() => rebuildSearch(platform, staff.org, () => {}))
}

/** Older than all that is opened through the API. */
const START = Date.UTC(2020, 0, 1)
const MANY = 7_000
const BATCH = 500

/** Tickets of one category, a millisecond apart. Two of the oldest have a failing call. */
async function seedMany({ orm }: Desk, { slug }: TestServer): Promise<void> {
  const [server] = await orm.em.execute<{ id: string; organization_id: string }[]>(
    'select id, organization_id from mcp_server where slug = ?',
    [slug],
  )
  const { id, organization_id } = server!
  for (let offset = 0; offset < MANY; offset += BATCH) {
    const tickets = Array.from({ length: BATCH }, (_, place) => {
      const index = offset + place
      const at = new Date(START + index)
      const reference = `TK-${String(index).padStart(4, '0')}-MANY`
      const isMarked = index === 0 || index === 1_000
      const context = isMarked ? JSON.stringify({ incident: { outcome: 'tool-error' } }) : null
      const open = ['Rare', 'closed', 'sdk', isMarked, context, at, at]
      return [uuidv7({ msecs: at.getTime() }), organization_id, id, reference, `Many ${index}`, '', ...open]
    })
    await orm.em.execute(
      `insert into support_ticket (id, organization_id, mcp_server_id, reference, title, description, category, status,
         origin, has_call, context, created_at, updated_at) values ${tickets.map(() => '(?)').join(', ')}`,
      tickets,
    )
  }
}
