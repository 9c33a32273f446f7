import {
  TICKET_STATUSES,
  type TicketFilters,
  type TicketOrder,
  type TicketPageDto,
} from '#shared/support-ticket.ts'
import * as fc from 'fast-check'
import type { ObserveStatement } from '../db/observe-statement.ts'
import { forkForTenant } from '../db/tenant.ts'
import { indexQueuedTickets, type RunTimes } from '../domain/ticket-search/index-queued-tickets.ts'
import { splitQuery, splitWords } from '../domain/ticket-search/split-words.ts'
import { type Desk, startDesk, ticketBody } from './sdk-caller.ts'
import { asPlatform } from './watch-statements.ts'

/** Of which the texts of tickets are made. */
const WORDS =
  `order orders ordering search größe Crème заказ мой λόγος الطلب שלום 订单搜索超时 検索が search_orders searchOrders
   ana@acme.test can’t 500 v2.1 x कृपया 주문 ไม่ได้ zero\u200bwidth`.split(/[ \n]+/)
const BEGINNINGS = 'ord sea groß зак 超时 索 検 acme.test none cant crem ค'.split(' ')
/** What is searched for. */
export const QUERIES = WORDS.concat(BEGINNINGS)

interface KnownTicket {
  texts: string[]
  status: (typeof TICKET_STATUSES)[number]
  tool: string | undefined
  category: string
}

/** A desk whose tickets are also known to the test, so that every search can be compared with one through all texts. */
export class SearchedDesk {
  readonly desk: Desk
  readonly organizationId: string
  /** By reference, the oldest first. */
  readonly known = new Map<string, KnownTicket>()

  static async start(url: string, observe?: ObserveStatement): Promise<SearchedDesk> {
    const desk = await startDesk(url, observe)
    const sql = 'select id from organization where slug = ?'
    const [row] = await desk.orm.em.execute<{ id: string }[]>(sql, [desk.staff.org])
    return new SearchedDesk(desk, row!.id)
  }

  private constructor(desk: Desk, organizationId: string) {
    this.desk = desk
    this.organizationId = organizationId
  }

  query<T>(procedure: string, input: object): Promise<T> {
    return this.desk.staff.visitor.query(`supportTicket.${procedure}`, { org: this.desk.staff.org, ...input })
  }

  async change(reference: string, procedure: string, input: object = {}): Promise<void> {
    const { version } = await this.desk.readTicket(reference)
    const { visitor, org } = this.desk.staff
    await visitor.mutate(`supportTicket.${procedure}`, { org, reference, expectedVersion: version, ...input })
  }

  /** References of all pages. Throws when an answer is not complete. */
  async walk(filters: TicketFilters, order: TicketOrder): Promise<string[]> {
    const found: string[] = []
    const forward = order === 'newest' ? 'older' : 'newer'
    let page = await this.query<TicketPageDto>('list', { filters, order })
    for (;;) {
      if (page.searchedTo !== undefined) throw new Error(`Searched to ${page.searchedTo}`)
      found.push(...page.tickets.map(({ reference }) => reference))
      const cursor = page[forward]
      if (cursor === undefined) return found
      page = await this.query<TicketPageDto>('list', { filters, order, cursor })
    }
  }

  rowsOf<Row extends object>(table: string): Promise<Row[]> {
    return this.desk.orm.em.execute<Row[]>(`select * from ${table} where organization_id = ?`, [
      this.organizationId,
    ])
  }

  /** Ends, and takes the tickets away: MySQL reads a small table in other ways than one with the tickets of tests before. */
  async closeWithoutTickets(): Promise<void> {
    for (const table of ['support_ticket_event', 'support_ticket'])
      await this.desk.orm.em.execute(`delete from ${table} where organization_id = ?`, [this.organizationId])
    await this.desk.close()
  }

  /** What a job has of this organization. */
  get scope() {
    const { orm, config } = this.desk
    const { organizationId } = this
    return {
      em: forkForTenant(orm.em, organizationId),
      organizationId,
      now: () => new Date(),
      settings: config,
    }
  }

  /** Runs the job until nothing is queued, unless `times` ends it before. */
  runJob(times: RunTimes = {}): Promise<void> {
    const { orm, config } = this.desk
    const context = { em: orm.em.fork(), now: () => new Date(), settings: config }
    return asPlatform(() => indexQueuedTickets(context, { queuedMs: Infinity, ...times }))
  }

  async open(texts: { title: string; description: string; message: string }, index: number): Promise<void> {
    const { title, description, message } = texts
    const tool = index % 3 === 0 ? undefined : `tool_${index % 3}`
    const status = TICKET_STATUSES[index % 4] ?? 'open'
    const category = index % 2 === 0 ? 'Other' : 'Bug Report'
    const incident = { tool, outcome: 'tool-error', error: { name: 'TypeError', message } }
    const body = ticketBody({ title, description, category, ...(tool && { context: { incident } }) })
    const answer = await this.desk.sdk.openTicket(body)
    const { reference } = answer.json<{ ticket: { reference: string } }>().ticket
    const resolution = status === 'closed' ? { resolution: 'fixed' } : {}
    if (status !== 'open') await this.change(reference, 'updateStatus', { status, ...resolution })
    const captured = tool ? [tool, 'TypeError', message] : []
    this.known.set(reference, { texts: [title, description, ...captured], status, tool, category })
  }

  /** Opens tickets with texts by chance, some of them at the ends of blocks of the index. */
  async openMany(count: number): Promise<void> {
    const text = fc
      .array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 5 })
      .map((words) => words.join(' '))
    const texts = fc.sample(fc.record({ title: text, description: text, message: text }), count)
    const skip = 'update search_state set next_no = next_no + ? where organization_id = ?'
    for (const [index, each] of texts.entries()) {
      await this.open(each, index)
      if (index % 20 !== 10) continue
      await this.runJob()
      await this.desk.orm.em.execute(skip, [index === 10 ? 16_370 : 40_000, this.organizationId])
    }
    await this.runJob()
  }

  /** References of the tickets that a search must find, the oldest first. */
  expected({ query = '', status, tool, category }: TicketFilters): string[] {
    const words = splitQuery(query)
    const isFound = (texts: string[]) => {
      const terms = [...splitWords(texts)]
      return words.every(({ term, isPrefix }) =>
        terms.some((each) => each === term || (isPrefix && each.startsWith(term))),
      )
    }
    return [...this.known]
      .filter(([, ticket]) => status === undefined || [status].flat().includes(ticket.status))
      .filter(([, ticket]) => tool === undefined || ticket.tool === tool)
      .filter(([, ticket]) => category === undefined || ticket.category === category)
      .filter(([, { texts }]) => isFound(texts))
      .map(([reference]) => reference)
  }

  /** Compares searches by chance with `expected`. @returns those that differ */
  async compare(count: number): Promise<object[]> {
    const filters = fc.record(
      {
        status: fc.subarray([...TICKET_STATUSES], { minLength: 1 }),
        tool: fc.constantFrom('tool_1', 'tool_2', 'none'),
        category: fc.constantFrom('Other', 'Bug Report'),
      },
      { requiredKeys: [] },
    )
    const query = fc
      .array(fc.constantFrom(...QUERIES), { minLength: 1, maxLength: 3 })
      .map((words) => words.join(' '))
    const order = fc.constantFrom<TicketOrder>('newest', 'oldest')
    const different: object[] = []
    for (const [some, words, direction] of fc.sample(fc.tuple(filters, query, order), count)) {
      const all = { ...some, query: words }
      const oldestFirst = this.expected(all)
      const wanted = direction === 'oldest' ? oldestFirst : oldestFirst.toReversed()
      const found = await this.walk(all, direction)
      if (found.join() !== wanted.join()) different.push({ all, direction, found, wanted })
    }
    return different
  }
}
