import { OVERVIEW_DAYS, type OverviewDto, type ServerCountsDto } from '#shared/insight.ts'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../../test/databases.ts'
import { explainQuery, READS_TOO_MUCH } from '../../test/explain-query.ts'
import { InsightDesk } from '../../test/insight-desk.ts'
import type { TenantContext } from '../context.ts'
import { closedSql, openedSql, topSql } from '../ticket-insight/insight.repository.ts'
import type { Query } from '../ticket-insight/join-queries.ts'
import { CLOSING_EDGES, roundMinutes } from '../ticket-insight/round-minutes.ts'
import { organizationIdOf } from '../../test/organization-id.ts'
import { rebuildSearch } from '../ticket-search/rebuild-search.ts'

const RESOLUTIONS = ['fixed', 'by-design', 'cannot-reproduce'] as const
const CATEGORIES = ['Bug Report', 'Feature Request', 'Documentation', 'Other']
const COUNT = 24

describe.each(databases)('the overview on $name', ({ url }) => {
  let desk: InsightDesk
  let references: string[]

  beforeAll(async () => {
    desk = await InsightDesk.start(url)
    references = []
    for (let index = 0; index < COUNT; index++)
      references.push(
        await desk.insert({
          daysAgo: [0, 1, 3, 6, 7, 13, 20, 29, 30, 45, 89, 100][index % 12]!,
          category: CATEGORIES[(index * 7) % 4]!,
          server: index % 5 === 0 ? 1 : 0,
          ...(index % 3 > 0 &&
            index % 11 !== 10 && { message: `no answer after ${index} ms in ${'AB'[index % 2]}` }),
          ...(index % 4 === 1 && { tool: 'read' }),
          ...(index % 4 > 0 && { email: `user${index % 5}@example.com` }),
          ...(index % 11 === 10 && { origin: 'test' as const }),
        }),
      )
    await desk.runJob()
  })
  afterAll(() => desk.desk.close())

  async function expectEqual(): Promise<void> {
    for (const days of OVERVIEW_DAYS)
      for (const server of [undefined, ...desk.servers.map(({ slug }) => slug)])
        expect(await desk.answered(days, server)).toEqual(await desk.expected(days, server))
  }

  it('counts what a walk through all tickets counts', async () => {
    await expectEqual()
    const { failures } = await desk.query<OverviewDto>('overview', { days: 90 })
    expect(failures.length).toBeGreaterThan(2)
    expect(failures[0]).toMatchObject({ tool: 'search', error: 'UpstreamError' })
    expect(failures[0]!.message).toMatch(/^no answer after … ms in [AB]$/)
  })

  it('follows closing, reopening, correcting and deleting', async () => {
    for (const [index, reference] of references.entries()) {
      if (index % 2 === 0)
        await desk.change(reference, 'updateStatus', {
          status: 'closed',
          resolution: RESOLUTIONS[index % 3],
        })
      if (index % 6 === 0) await desk.change(reference, 'updateStatus', { status: 'open' })
      if (index % 9 === 1) await desk.change(reference, 'correct', { category: 'Other' })
      if (index % 10 === 7) await desk.change(reference, 'delete')
      if (index % 16 === 0) await desk.runJob()
    }
    await desk.runJob()
    await expectEqual()
    expect((await desk.expected(90)).closed).toBeGreaterThan(5)
  })

  it('counts the same once more: tickets again, and all of them by a rebuild', async () => {
    const before = await desk.rollUp()
    const { orm, config, staff } = desk.desk
    const platform = {
      em: orm.em.fork(),
      now: () => new Date(),
      settings: config,
    }
    await rebuildSearch(platform, staff.org, () => {})
    expect(await desk.rollUp()).toEqual(before)
  })

  it('adds up the days of the chart and the bars of the time to close', async () => {
    const overview = await desk.query<OverviewDto>('overview', { days: 30 })
    expect(overview.days.length).toBe(30)
    expect(overview.days.at(-1)).toBe(new Date().toISOString().slice(0, 10))
    expect(overview.byCategory.map(({ name }) => name !== undefined)).toEqual([true, true, false])
    expect(overview.byTool.map(({ name }) => name)).toEqual(['search', 'read', undefined])
    for (const series of [overview.byCategory, overview.byTool]) {
      expect(sum(series.map(({ tickets }) => tickets))).toBe(overview.opened)
      for (const { days, tickets } of series) {
        expect(days.length).toBe(30)
        expect(sum(days)).toBe(tickets)
      }
    }
    expect(sum(overview.timeToClose)).toBe(overview.closed)
    expect(overview.timeToClose.length).toBe(CLOSING_EDGES.length + 1)
    expect(overview.p90Minutes).toBeGreaterThanOrEqual(overview.medianMinutes!)
  })

  it('takes another reason for a closed ticket for no other closing', async () => {
    const reference = await desk.insert({ daysAgo: 60 })
    await desk.change(reference, 'updateStatus', { status: 'closed', resolution: 'by-design' })
    const { orm } = desk.desk
    const old = new Date(Date.now() - 50 * 86_400_000)
    const organizationId = await organizationIdOf(desk.desk, desk.desk.staff.org)
    const [{ id }] = await orm.em.execute<[{ id: string }]>(
      'select id from support_ticket where organization_id = ? and reference = ?',
      [organizationId, reference],
    )
    const its = 'where organization_id = ? and support_ticket_id = ?'
    await orm.em.execute(`update support_ticket_event set at = ? ${its}`, [old, organizationId, id])
    await desk.runJob()
    const closed = async () => {
      const [month, quarter] = [30, 90] as const
      const of = (days: number) => desk.query<OverviewDto>('overview', { days })
      return [(await of(month)).closed, (await of(quarter)).closed, (await of(quarter)).fixed]
    }
    const [recent, all, fixed] = await closed()
    await desk.change(reference, 'updateStatus', { status: 'closed', resolution: 'fixed' })
    await desk.runJob()
    expect(await closed()).toEqual([recent, all, fixed! + 1])
  })

  it('names the servers with the most unresolved tickets', async () => {
    const { servers } = await desk.query<ServerCountsDto>('unresolvedByServer')
    const expected = await Promise.all(desk.servers.map(({ slug }) => desk.expected(7, slug)))
    expect(servers.map(({ unresolved }) => unresolved)).toEqual(expected.map(({ unresolved }) => unresolved))
    expect(servers.map(({ slug }) => slug)).toEqual(desk.servers.map(({ slug }) => slug))
  })

  it('is empty where there is nothing, and not found for a server that is not there', async () => {
    const problem = await desk.desk.staff.visitor.problemOf('query', 'supportTicket.overview', {
      org: desk.desk.staff.org,
      days: 30,
      server: 'no-such-server',
    })
    expect(problem).toMatchObject({ status: 404, code: 'server-not-found' })
    const wrong = { org: desk.desk.staff.org, days: 31 }
    expect(await desk.desk.staff.visitor.problemOf('query', 'supportTicket.overview', wrong)).toMatchObject({
      status: 422,
      code: 'validation-failed',
    })
  })

  it('reads a bounded part of an index', async () => {
    const ctx = { em: desk.desk.orm.em.fork(), organizationId: uuidv7() } as unknown as TenantContext
    const range = { from: 20_000, to: 20_029 }
    const explain = (query: Query) => explainQuery(desk.desk.orm, url, query)
    for (const server of [undefined, uuidv7()]) {
      for (const of of ['failure', 'tool'] as const) {
        const top = await explain(topSql(ctx, of, server, range))
        expect(top).toContain(server ? `insight_${of}_server_day` : `insight_${of}_day`)
        expect(top.replaceAll(/SCAN part_\d+|"<derived\d+>"[^}]*/g, '')).not.toMatch(READS_TOO_MUCH)
      }
      for (const query of [openedSql(ctx, server, range), closedSql(ctx, server, range)])
        // Groups of what the key leads to, not of the table.
        expect(await explain(query)).toMatch(
          /SEARCH \w+ USING PRIMARY KEY|"type":"range"[^}]*"key":"PRIMARY"/,
        )
    }
  })
})

function sum(counts: number[]): number {
  return counts.reduce((all, count) => all + count, 0)
}

describe('roundMinutes', () => {
  it.each([
    [0, 0],
    [7, 7],
    [59, 59],
    [312, 310],
    [1_439, 1_400],
    [1_440, 1_440],
    [10_090, 10_080],
    [123_456, 120_000],
  ])('%d → %d', (minutes, rounded) => expect(roundMinutes(minutes)).toBe(rounded))
})
