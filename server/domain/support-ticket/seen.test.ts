import { SEEN_CAP, SEEN_DAYS, type SeenCountsDto, type SeenDto } from '#shared/insight.ts'
import type { TicketPageDto } from '#shared/support-ticket.ts'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../../test/databases.ts'
import { explainQuery, READS_TOO_MUCH } from '../../test/explain-query.ts'
import { DAY, InsightDesk } from '../../test/insight-desk.ts'
import { SdkCaller, ticketBody } from '../../test/sdk-caller.ts'
import type { TenantContext } from '../context.ts'
import { organizationIdOf } from '../../test/organization-id.ts'
import { seenCountsSql, seenSql } from './seen.repository.ts'

describe.each(databases)('how often a failure was seen, on $name', ({ url }) => {
  let desk: InsightDesk
  beforeAll(async () => {
    desk = await InsightDesk.start(url)
  })
  afterAll(() => desk.desk.close())

  /** @returns the reference of a ticket that an SDK raises */
  async function raise(message: string, more: object = {}, server = 0): Promise<string> {
    const incident = { tool: 'search', outcome: 'tool-error', error: { name: 'UpstreamError', message } }
    const body = ticketBody({ context: { correlation: 'incident-id', incident }, ...more })
    const answer = await new SdkCaller(desk.desk.app, desk.servers[server]!).openTicket(body)
    expect(answer.statusCode, answer.body).toBe(201)
    return answer.json<{ ticket: { reference: string } }>().ticket.reference
  }

  it('counts tickets of the same server, tool and error, and the people that are known', async () => {
    await desk.insert({ daysAgo: 40, message: 'status 500 for "a"', email: 'ana@example.com' })
    await desk.insert({ daysAgo: 2, message: 'status 501 for "b"', email: 'ANA@example.com' })
    await desk.runJob()
    await raise('status 502 for "c"', { email: 'bo@example.com' })
    await raise('another thing')
    await raise('status 500 for "a"', {}, 1)
    const reference = await raise('status 503 for "d"')
    const seen = (await desk.query<SeenDto | null>('seen', { reference }))!
    expect(seen).toMatchObject({ tickets: 4, reporters: 2 })
    expect(Date.now() - Date.parse(seen.first)).toBeGreaterThanOrEqual(40 * DAY)
    expect(Date.now() - Date.parse(seen.last)).toBeLessThan(DAY / 2)
    expect(seen.days.length).toBe(SEEN_DAYS)
    expect(seen.days.map(({ tickets }) => tickets).slice(-3)).toEqual([1, 0, 2])
  })

  it('counts for a page of the list, which shows what the error says', async () => {
    const { tickets } = await desk.query<TicketPageDto>('list', { filters: {} })
    const fingerprints = [...new Set(tickets.flatMap(({ fingerprint }) => fingerprint ?? []))]
    const { counts } = await desk.query<SeenCountsDto>('countSeen', { fingerprints })
    for (const fingerprint of fingerprints)
      expect(counts[fingerprint]).toBe(tickets.filter((each) => each.fingerprint === fingerprint).length)
    expect(tickets.map(({ errorMessage }) => errorMessage)).toContain('another thing')
    // That of a ticket from before, too.
    expect(tickets.map(({ errorMessage }) => errorMessage)).toContain('status 501 for "b"')
    expect(await desk.query('countSeen', { fingerprints: [] })).toEqual({ counts: {} })
    expect(await desk.query('countSeen', { fingerprints: ['0'.repeat(32)] })).toEqual({ counts: {} })
  })

  it('keeps the beginning of a long message, in one line', async () => {
    const reference = await raise(`first line\nsecond ${'🙂'.repeat(300)}`)
    const { errorMessage } = await desk.desk.readTicket(reference)
    expect(errorMessage).toMatch(/^first line second 🙂{182}$/u)
  })

  it('has nothing to say of a ticket without a failing call', async () => {
    const reference = await desk.insert({ daysAgo: 1 })
    await desk.runJob()
    expect(await desk.query('seen', { reference })).toBeNull()
  })

  it('stops at its cap', async () => {
    const reference = await raise('many')
    const { fingerprint } = await desk.desk.readTicket(reference)
    await copy(desk, reference, SEEN_CAP + 20)
    expect(await desk.query('seen', { reference })).toMatchObject({ tickets: SEEN_CAP, reporters: 0 })
    const { counts } = await desk.query<SeenCountsDto>('countSeen', { fingerprints: [fingerprint] })
    expect(counts).toEqual({ [fingerprint!]: SEEN_CAP })
  })

  it('422: more fingerprints than a page has, or what is none', async () => {
    for (const fingerprints of [Array.from({ length: 51 }, () => '0'.repeat(32)), ['x']]) {
      const input = { org: desk.desk.staff.org, fingerprints }
      const problem = await desk.desk.staff.visitor.problemOf('query', 'supportTicket.countSeen', input)
      expect(problem).toMatchObject({ status: 422, code: 'validation-failed' })
    }
  })

  it('reads a bounded part of the index, and no ticket', async () => {
    const ctx = { em: desk.desk.orm.em.fork(), organizationId: uuidv7() } as unknown as TenantContext
    for (const query of [seenSql(ctx, 'f'), seenCountsSql(ctx, ['a', 'b'])]) {
      const plan = await explainQuery(desk.desk.orm, url, query)
      expect(plan).toMatch(/COVERING INDEX support_ticket_list_fingerprint|Using index/)
      expect(plan.replaceAll(/SCAN (?:part_\d+|capped)|"<derived\d+>"[^}]*/g, '')).not.toMatch(READS_TOO_MUCH)
    }
  })
})

/** Writes copies of a ticket with other references. */
async function copy({ desk }: InsightDesk, reference: string, count: number): Promise<void> {
  const columns = `organization_id, mcp_server_id, title, description, category, status, origin, error_fingerprint,
    created_at, updated_at`
  const [row] = await desk.orm.em.execute<object[]>(
    `select ${columns} from support_ticket where organization_id = ? and reference = ?`,
    [await organizationIdOf(desk, desk.staff.org), reference],
  )
  const rows = Array.from({ length: count }, (_, index) => [
    uuidv7(),
    `TK-${String(index).padStart(4, '0')}-COPY`,
    ...Object.values(row!),
  ])
  for (let start = 0; start < count; start += 300) {
    const part = rows.slice(start, start + 300)
    await desk.orm.em.execute(
      `insert into support_ticket (id, reference, ${columns}) values ${part.map(() => '(?)').join(', ')}`,
      part,
    )
  }
}
