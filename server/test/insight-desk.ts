import { type OverviewDays, type OverviewDto, SEEN_DAYS, type SeriesDto } from '#shared/insight.ts'
import { newId } from '../db/column-types.ts'
import { indexQueuedTickets } from '../domain/ticket-search/index-queued-tickets.ts'
import { createServer, type TestServer } from './factories.ts'
import { type Desk, startDesk } from './sdk-caller.ts'
import { asPlatform } from './watch-statements.ts'

export const DAY = 86_400_000

/** A ticket from before: it has no columns of its call yet, as one of an earlier release. */
export interface OldTicket {
  daysAgo: number
  category?: string
  server?: 0 | 1
  /** Numbers in it do not count. */
  message?: string
  tool?: string
  email?: string
  origin?: 'sdk' | 'dashboard' | 'test'
}

interface StoredTicket {
  created_at: string | number
  category: string
  status: string
  resolution: string | null
  origin: string
  slug: string
  tool: string | null
  error_fingerprint: string | null
  reporter_key: string | null
  updated_at: string | number
}

let serial = 0

/** A desk with two MCP servers, whose overview is also counted by hand. */
export class InsightDesk {
  readonly desk: Desk
  readonly servers: TestServer[]

  static async start(url: string): Promise<InsightDesk> {
    const desk = await startDesk(url)
    return new InsightDesk(desk, [desk.server, await createServer(desk.staff, { name: 'Second' })])
  }

  private constructor(desk: Desk, servers: TestServer[]) {
    this.desk = desk
    this.servers = servers
  }

  query<T>(procedure: string, input: object = {}): Promise<T> {
    return this.desk.staff.visitor.query(`supportTicket.${procedure}`, { org: this.desk.staff.org, ...input })
  }

  async change(reference: string, procedure: string, input: object = {}): Promise<void> {
    const { version } = await this.desk.readTicket(reference)
    const { visitor, org } = this.desk.staff
    await visitor.mutate(`supportTicket.${procedure}`, { org, reference, expectedVersion: version, ...input })
  }

  /** Writes a ticket, and queues it for the job. @returns its reference */
  async insert(ticket: OldTicket): Promise<string> {
    const {
      daysAgo,
      category = 'Bug Report',
      server = 0,
      message,
      tool = 'search',
      email = null,
      origin = 'sdk',
    } = ticket
    const { orm } = this.desk
    const [row] = await orm.em.execute<{ id: string; organization_id: string }[]>(
      'select id, organization_id from mcp_server where slug = ?',
      [this.servers[server]!.slug],
    )
    const reference = `TK-${String(serial++).padStart(4, '0')}-SEEN`
    const id = newId()
    const at = new Date(Date.now() - daysAgo * DAY)
    const incident = { tool, outcome: 'tool-error', error: { name: 'UpstreamError', message } }
    const context = message === undefined ? null : JSON.stringify({ incident })
    const words = [reference, 'Old', '', category, 'open', origin, email, context, at, at]
    await orm.em.execute(
      `insert into support_ticket (id, organization_id, mcp_server_id, reference, title, description, category, status,
         origin, email, context, created_at, updated_at) values (?)`,
      [[id, row!.organization_id, row!.id, ...words]],
    )
    await this.queue(id, row!.organization_id)
    return reference
  }

  private async queue(id: string, organizationId: string): Promise<void> {
    const sql = 'insert into search_todo (organization_id, id, ticket_id) values (?, ?, ?)'
    await this.desk.orm.em.execute(sql, [organizationId, newId(), id])
  }

  runJob(): Promise<void> {
    const { orm, config } = this.desk
    const context = { em: orm.em.fork(), now: () => new Date(), settings: config }
    return asPlatform(() => indexQueuedTickets(context, { queuedMs: Infinity }))
  }

  /** Everything that the roll-up has of this organization, without rows that count nothing. */
  async rollUp(): Promise<string[]> {
    const { orm, staff } = this.desk
    const rows = []
    for (const table of ['insight_day', 'insight_closing', 'insight_failure', 'insight_tool'])
      rows.push(
        ...(await orm.em.execute<object[]>(
          `select * from ${table} where tickets <> 0 and organization_id = (select id from organization where slug = ?)`,
          [staff.org],
        )),
      )
    return rows.map((row) => JSON.stringify(row)).toSorted()
  }

  /** The figures of an overview, counted from the tickets themselves. */
  async expected(days: OverviewDays, server?: string) {
    const { orm, staff } = this.desk
    const all = await orm.em.execute<StoredTicket[]>(
      `select t.*, s.slug from support_ticket t join mcp_server s on s.organization_id = t.organization_id and s.id = t.mcp_server_id
       where t.organization_id = (select id from organization where slug = ?)`,
      [staff.org],
    )
    const today = Math.floor(Date.now() / DAY)
    const tickets = all
      .filter(({ origin, slug }) => origin !== 'test' && (server === undefined || slug === server))
      .map((ticket) => ({ ...ticket, day: dayOf(ticket.created_at), closedOn: dayOf(ticket.updated_at) }))
    const from = today - days + 1
    const opened = tickets.filter(({ day }) => day >= from)
    const unresolved = tickets.filter(({ status }) => status !== 'closed')
    const closed = tickets.filter(({ status, closedOn }) => status === 'closed' && closedOn >= from)
    const failures = new Map<string, StoredTicket[]>()
    for (const ticket of opened)
      if (ticket.error_fingerprint)
        failures.set(ticket.error_fingerprint, [...(failures.get(ticket.error_fingerprint) ?? []), ticket])
    return {
      opened: opened.length,
      openedBefore: tickets.filter(({ day }) => day < from && day >= from - days).length,
      unresolved: unresolved.length,
      unresolvedOld: unresolved.filter(({ day }) => day <= today - 7).length,
      closed: closed.length,
      fixed: closed.filter(({ resolution }) => resolution === 'fixed').length,
      byCategory: most(opened.map(({ category }) => category)),
      byTool: most(opened.flatMap(({ tool }) => tool ?? [])),
      failures: [...failures]
        .map(([fingerprint, seen]) => ({
          fingerprint,
          tickets: seen.length,
          reporters: new Set(seen.flatMap(({ reporter_key }) => reporter_key ?? [])).size,
          unresolved: unresolved.filter((each) => each.error_fingerprint === fingerprint).length,
          lastDays: tickets.filter(
            ({ error_fingerprint, day }) => error_fingerprint === fingerprint && day > today - SEEN_DAYS,
          ).length,
        }))
        .toSorted(byFingerprint),
    }
  }

  /** The same figures, as the product answers. */
  async answered(days: OverviewDays, server?: string) {
    const overview = await this.query<OverviewDto>('overview', { days, ...(server && { server }) })
    const { opened, openedBefore, unresolved, unresolvedOld, closed, fixed } = overview
    return {
      opened,
      openedBefore,
      unresolved,
      unresolvedOld,
      closed,
      fixed,
      byCategory: named(overview.byCategory),
      byTool: named(overview.byTool),
      failures: overview.failures
        .map((failure) => ({
          fingerprint: failure.fingerprint,
          tickets: failure.tickets,
          reporters: failure.reporters,
          unresolved: failure.unresolved,
          lastDays: failure.days.reduce((sum, { tickets }) => sum + tickets, 0),
        }))
        .toSorted(byFingerprint),
    }
  }
}

/** The two most frequent names, with how often. */
function most(names: string[]): [string, number][] {
  const counts = Map.groupBy(names, (name) => name)
  return [...counts]
    .map(([name, all]): [string, number] => [name, all.length])
    .toSorted(([one, many], [other, few]) => few - many || (one < other ? -1 : 1))
    .slice(0, 2)
}

function named(series: SeriesDto[]): [string, number][] {
  return series.flatMap(({ name, tickets }) => (name === undefined ? [] : [[name, tickets]]))
}

function byFingerprint(one: { fingerprint: string }, other: { fingerprint: string }): number {
  return one.fingerprint < other.fingerprint ? -1 : 1
}

function dayOf(time: string | number): number {
  const at = typeof time === 'number' ? time : Date.parse(`${time.replace(' ', 'T')}Z`)
  return Math.floor(at / DAY)
}
