import type { TicketOrder, TicketPageDto } from '#shared/support-ticket.ts'
import type { NeighboursDto } from '#shared/ticket-neighbours.ts'
import * as fc from 'fast-check'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { databases } from '../../test/databases.ts'
import { insertTickets } from '../../test/insert-tickets.ts'
import { SearchedDesk } from '../../test/searched-desk.ts'
import { BLOCK } from '../ticket-search/packed-numbers.ts'
import { queueTicket, queueTickets } from '../ticket-search/search-todo.repository.ts'
import { PASSED } from './ticket-number.repository.ts'

/** No index of the database has both. */
const FILTERS = { tool: 'tool_1', status: ['open', 'in_progress'] } as const
const filters = { ...FILTERS, status: [...FILTERS.status] }
const ORDERS = ['newest', 'oldest'] as const
/** More changes than a list looks up. */
const TOO_MANY = 501

describe.each(databases)('lists from the search index on $name', ({ url }) => {
  let searched: SearchedDesk
  /** References in the order of time, also those of deleted tickets, and where their rows were. */
  const opened: string[] = []
  const places = new Map<string, string>()
  beforeAll(async () => {
    searched = await SearchedDesk.start(url)
    for (let index = 0; index < 30; index++) {
      await open(index)
      if (index === 20) await searched.runJob()
    }
  })
  afterAll(() => searched.desk.close())

  async function open(index: number): Promise<void> {
    await searched.open({ title: `Ticket ${index}`, description: 'x', message: 'x' }, index)
    const reference = [...searched.known.keys()].at(-1)!
    const { createdAt } = await searched.desk.readTicket(reference)
    const [row] = await searched.desk.orm.em.execute<{ id: string }[]>(
      'select id from support_ticket where organization_id = ? and reference = ?',
      [searched.organizationId, reference],
    )
    opened.push(reference)
    places.set(reference, `${Date.parse(createdAt)}.${row!.id}`)
  }

  async function closeOrOpen(reference: string): Promise<void> {
    const ticket = searched.known.get(reference)!
    const status = ticket.status === 'closed' ? 'open' : 'closed'
    const resolution = status === 'closed' ? { resolution: 'fixed' } : {}
    await searched.change(reference, 'updateStatus', { status, ...resolution })
    searched.known.set(reference, { ...ticket, status })
  }

  async function remove(reference: string): Promise<void> {
    await searched.change(reference, 'delete')
    searched.known.delete(reference)
  }

  async function movePlace(reference: string, time: number): Promise<void> {
    await searched.desk.orm.em.execute(
      'update support_ticket set created_at = ? where organization_id = ? and reference = ?',
      [new Date(time), searched.organizationId, reference],
    )
    places.set(reference, places.get(reference)!.replace(/^\d+/, String(time)))
  }

  /** The cursor that a page which ends with a ticket has, in this release and in the one before. */
  function cursorAfter(reference: string, order: TicketOrder): string {
    return Buffer.from(`${order === 'newest' ? 'o' : 'n'}${places.get(reference)}`).toString('base64url')
  }

  /** The next tickets as a page of this size would have them, which ends with the last one. */
  async function read(order: TicketOrder, after: string | undefined, size: number): Promise<string[]> {
    const cursor = after && { cursor: cursorAfter(after, order) }
    const page = await searched.query<TicketPageDto>('list', { filters, order, ...cursor })
    expect(page.searchedTo).toBeUndefined()
    return page.tickets.slice(0, size).map(({ reference }) => reference)
  }

  function expected(order: TicketOrder, after: string | undefined, size: number): string[] {
    const oldestFirst = searched.expected(filters)
    const inOrder = order === 'newest' ? oldestFirst.toReversed() : oldestFirst
    const sign = order === 'newest' ? -1 : 1
    const isBeyond = (each: string) =>
      after === undefined || sign * (opened.indexOf(each) - opened.indexOf(after)) > 0
    return inOrder.filter(isBeyond).slice(0, size)
  }

  const step = fc.record({
    what: fc.constantFrom('open', 'open', 'change', 'change', 'delete', 'index', 'nothing'),
    which: fc.nat(),
    size: fc.integer({ min: 1, max: 3 }),
  })

  it('each page has what follows the one before, while tickets are opened, changed, deleted and indexed', async () => {
    const walks = fc.tuple(fc.constantFrom(...ORDERS), fc.array(step, { minLength: 5, maxLength: 12 }))
    const check = async ([order, steps]: typeof walks extends fc.Arbitrary<infer Walk> ? Walk : never) => {
      let after: string | undefined
      for (const { what, which, size } of steps) {
        const any = [...searched.known.keys()][which % searched.known.size]!
        if (what === 'open') await open(which % 12)
        if (what === 'change') await closeOrOpen(any)
        if (what === 'delete') await remove(any)
        if (what === 'index') await searched.runJob()
        const page = await read(order, after, size)
        expect(page).toEqual(expected(order, after, size))
        after = page.at(-1) ?? after
      }
    }
    await fc.assert(fc.asyncProperty(walks, check), { numRuns: 12, endOnFailure: true })
  })

  it('tells the place of a ticket among them, and those beside it, also when some wait', async () => {
    await searched.runJob()
    await open(1)
    await open(7)
    await closeOrOpen(searched.expected(filters)[0]!)
    await remove(searched.expected(filters)[1]!)
    const found = searched.expected(filters).toReversed()
    for (const reference of searched.known.keys()) {
      const [newer] = expected('oldest', reference, 1)
      const [older] = expected('newest', reference, 1)
      const place = found.indexOf(reference) + 1
      expect(await searched.query<NeighboursDto>('neighbours', { reference, filters })).toEqual({
        ...(newer && { newer }),
        ...(older && { older }),
        ...(place > 0 && { place }),
        total: found.length,
      })
    }
  })

  it('counts a ticket once that the job has given another number than it was about to get', async () => {
    await searched.runJob()
    const { orm } = searched.desk
    const [reference] = searched.expected(filters)
    const rows = await searched.rowsOf<{ id: string; reference: string }>('support_ticket')
    const { id } = rows.find((row) => row.reference === reference)!
    // As it is between two statements of the list: the job has written the number, and the ticket was waiting before.
    await orm.em.execute('delete from search_ticket where organization_id = ? and ticket_id = ?', [
      searched.organizationId,
      id,
    ])
    await queueTicket(orm.em.fork(), searched.organizationId, id)
    const found = searched.expected(filters)
    const [newer] = expected('oldest', reference, 1)
    expect(await searched.query<NeighboursDto>('neighbours', { reference, filters })).toEqual({
      ...(newer && { newer }),
      place: found.length,
      total: found.length,
    })
    await searched.runJob()
  })

  it('counts only those of a time, also when its first ticket waits', async () => {
    await searched.runJob()
    await open(1)
    const reference = opened.at(-1)!
    const { createdAt: since } = await searched.desk.readTicket(reference)
    const input = { reference, filters: { ...filters, since } }
    expect(await searched.query('neighbours', input)).toEqual({ place: 1, total: 1 })
    expect(await searched.query('list', { filters: input.filters })).toMatchObject({
      tickets: [{ reference }],
    })
  })

  it.each(ORDERS)('goes on when more wait than it looks up, and afterwards (%s first)', async (order) => {
    const first = await read(order, undefined, 2)
    const any = await searched.rowsOf<{ ticket_id: string }>('search_ticket')
    await searched.desk.orm.em.execute(
      `insert into search_todo (organization_id, id, ticket_id) values ${'(?), '.repeat(TOO_MANY - 1)}(?)`,
      Array.from({ length: TOO_MANY }, () => [searched.organizationId, uuidv7(), any[0]!.ticket_id]),
    )
    const second = await read(order, first.at(-1), 2)
    await searched.runJob()
    const third = await read(order, second.at(-1), 2)
    expect([...first, ...second, ...third]).toEqual(expected(order, undefined, 6))
  })

  /** The whole list, whatever an answer says of how far it looked. @returns also how many pages it took */
  async function readAll(order: TicketOrder): Promise<{ found: string[]; pages: number }> {
    const found: string[] = []
    let pages = 0
    for (let cursor: string | undefined; pages === 0 || cursor !== undefined; pages++) {
      const page = await searched.query<TicketPageDto>('list', { filters, order, ...(cursor && { cursor }) })
      found.push(...page.tickets.map(({ reference }) => reference))
      cursor = order === 'newest' ? page.older : page.newer
      expect(page.searchedTo !== undefined).toBe(cursor !== undefined)
    }
    return { found, pages }
  }

  describe('when the time is over before all was read', () => {
    beforeAll(async () => {
      await searched.runJob()
      await searched.desk.orm.em.execute(
        'update search_state set next_no = next_no + ? where organization_id = ?',
        [300 * BLOCK, searched.organizationId],
      )
      await open(1)
      await searched.runJob()
      await open(7)
    })
    beforeEach(() => {
      const now = performance.now.bind(performance)
      let later = 0
      const clock = vi.spyOn(performance, 'now').mockImplementation(() => now() + (later += 260))
      onTestFinished(() => clock.mockRestore())
    })

    it.each(ORDERS)('goes on from there (%s first)', async (order) => {
      const { found, pages } = await readAll(order)
      expect(found).toEqual(expected(order, undefined, Infinity))
      expect(pages).toBe(2)
    })

    it.each([{ filters }, { filters: { ...filters, query: 'ticket' } }])(
      'tells no place of a ticket, because not all before it were counted (%j)',
      async (input) => {
        const [reference, newer] = expected('oldest', undefined, 2)
        const found = await searched.query<NeighboursDto>('neighbours', { reference, ...input })
        expect(found).toEqual({ newer, total: expect.any(Number) as number })
        expect(found.total).toBeLessThan(searched.expected(filters).length)
      },
    )

    it('says before a change of many that not all were counted', async () => {
      const input = { filters: { ...filters, query: 'ticket' } }
      expect(await searched.query('previewStatuses', input)).toHaveProperty('searchedTo')
    })
  })

  it('has each ticket once when the numbers of two are not in the order of time', async () => {
    await searched.runJob()
    const [first, second] = searched.expected(filters)
    const time = Number(places.get(first!)!.split('.')[0])
    const { createdAt } = await searched.desk.readTicket(second!)
    await movePlace(first!, Date.parse(createdAt) + 1)
    for (const order of ORDERS) {
      const found: string[] = []
      for (let page = await read(order, undefined, 1); page.length > 0;) {
        found.push(...page)
        page = await read(order, page[0], 1)
      }
      expect(found).toEqual(expected(order, undefined, Infinity))
    }
    await movePlace(first!, time)
  })

  describe('from a ticket that nobody has queued', () => {
    async function forget(reference: string): Promise<void> {
      await searched.desk.orm.em.execute(
        'update support_ticket set search_no = null where organization_id = ? and reference = ?',
        [searched.organizationId, reference],
      )
    }

    afterEach(async () => {
      const rows = await searched.rowsOf<{ id: string; search_no: number | null }>('support_ticket')
      const forgotten = rows.filter(({ search_no }) => search_no === null).map(({ id }) => id)
      await queueTickets(searched.desk.orm.em.fork(), searched.organizationId, forgotten)
      await searched.runJob()
    })

    it('goes on beside it', async () => {
      await searched.runJob()
      const forgotten = searched.expected(filters)[3]!
      await forget(forgotten)
      for (const order of ORDERS)
        expect(await read(order, forgotten, Infinity)).toEqual(expected(order, forgotten, Infinity))
    })

    it('goes on beside it when others were opened in the same millisecond', async () => {
      await searched.runJob()
      const [first, forgotten, last] = searched.expected(filters).slice(-3)
      const { createdAt } = await searched.desk.readTicket(first!)
      for (const reference of [forgotten!, last!]) await movePlace(reference, Date.parse(createdAt))
      await forget(forgotten!)
      for (const order of ORDERS)
        expect(await read(order, forgotten, Infinity)).toEqual(expected(order, forgotten, Infinity))
    })

    it('goes on beside it when it is one of many', async () => {
      await searched.runJob()
      const [{ slug } = { slug: '' }] = await searched.rowsOf<{ slug: string }>('mcp_server')
      const forgotten = (await insertTickets(searched.desk, slug, PASSED + 1)).at(-1)!
      const rows = await searched.rowsOf<{ id: string; reference: string }>('support_ticket')
      opened.push(forgotten)
      places.set(forgotten, `${Date.now()}.${rows.find(({ reference }) => reference === forgotten)!.id}`)
      for (const order of ORDERS)
        expect(await read(order, forgotten, Infinity)).toEqual(expected(order, forgotten, Infinity))
      expect(expected('newest', forgotten, Infinity)).not.toEqual([])
    })
  })
})
