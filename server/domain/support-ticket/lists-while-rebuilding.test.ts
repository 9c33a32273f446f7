import { PAGE_SIZE } from '#shared/limits.ts'
import type { TicketPageDto } from '#shared/support-ticket.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aroundStatements } from '../../test/around-statements.ts'
import { databases } from '../../test/databases.ts'
import { download } from '../../test/download.ts'
import { insertTickets } from '../../test/insert-tickets.ts'
import { listen } from '../../test/raw-http.ts'
import { SearchedDesk } from '../../test/searched-desk.ts'
import { beginRebuild, continueRebuild } from '../ticket-search/rebuild-index.ts'
import { queueTickets } from '../ticket-search/search-todo.repository.ts'

const TICKETS = 5
const UNAVAILABLE = /503.*The search index is being built/
/** Read from the search index with and without words. */
const SEARCH = { query: 'order' }
const LIST = { tool: 'tool_1', status: ['open' as const, 'in_progress' as const] }

describe.each(databases)('while the search index is built again on $name', ({ url }) => {
  let searched: SearchedDesk
  let reference: string

  beforeEach(async () => {
    searched = await SearchedDesk.start(url)
    for (let index = 0; index < TICKETS; index++)
      await searched.open({ title: 'order', description: 'order', message: 'order' }, 4)
    reference = [...searched.known.keys()][2]!
    await searched.runJob()
  })
  afterEach(() => searched.desk.close())

  const clear = async () => {
    await beginRebuild(searched.scope)
    for (let step = 0; step < 3; step++) await continueRebuild(searched.scope)
  }
  /** @param when default: a request has read that the index is whole, and what is in it not yet */
  const rebuildMeanwhile = (
    when: 'before' | 'after' = 'before',
    statement = /^select (cast\(term|term|distinct|block).* from search_posting/s,
  ) => {
    let hasBegun = false
    aroundStatements({
      [when]: async (sql: string) => {
        if (hasBegun || !statement.test(sql)) return
        hasBegun = true
        await clear()
      },
    })
    return () => expect(hasBegun).toBe(true)
  }
  const exportSearch = async (filters: object) => {
    const { staff, app } = searched.desk
    const query = { org: staff.org, format: 'csv', filters: JSON.stringify(filters) }
    return download(await listen(app), query, { cookie: staff.visitor.cookie! })
  }

  it.each([{ filters: SEARCH }, { filters: LIST }])(
    'a page says how far it is, or has all tickets (%j)',
    async ({ filters }) => {
      const check = rebuildMeanwhile()
      const page = await searched.query<TicketPageDto>('list', { filters })
      check()
      expect(page.searchedTo !== undefined || page.tickets.length === TICKETS).toBe(true)
    },
  )

  it.each([
    { procedure: 'countByStatus', input: { filters: SEARCH } },
    { procedure: 'facet', input: { facet: 'tool', filters: SEARCH } },
  ])('what is counted is all, or says how far it is (%j)', async ({ procedure, input }) => {
    const whole = await searched.query<object>(procedure, input)
    const check = rebuildMeanwhile()
    const counted = await searched.query<{ searchedTo?: string }>(procedure, input)
    check()
    expect(counted.searchedTo === undefined ? counted : whole).toEqual(whole)
  })

  it('a ticket of a list has its place', async () => {
    const input = { reference, filters: LIST }
    const whole = await searched.query('neighbours', input)
    const check = rebuildMeanwhile()
    expect(await searched.query('neighbours', input)).toEqual(whole)
    check()
  })

  it('a ticket of a search has no place among those that are not found any more', async () => {
    const input = { reference, filters: { ...SEARCH, ...LIST } }
    expect(await searched.query('neighbours', input)).toMatchObject({ place: 3, total: TICKETS })
    // The ticket itself is found.
    const check = rebuildMeanwhile('after', /term in \(\?\) and block >=/)
    expect(await searched.query('neighbours', input)).toEqual({ total: 0 })
    check()
  })

  it('an export stops between two pages', async () => {
    const { desk, scope, organizationId } = searched
    await insertTickets(desk, desk.server.slug, PAGE_SIZE + 1)
    // More than what is sent at once.
    const sql = 'update support_ticket set description = ? where organization_id = ?'
    await desk.orm.em.execute(sql, ['x'.repeat(1_000), organizationId])
    const rows = await searched.rowsOf<{ id: string }>('support_ticket')
    await queueTickets(
      scope.em,
      organizationId,
      rows.map(({ id }) => id),
    )
    await searched.runJob()
    const check = rebuildMeanwhile('after', /^select t\.reference, t\.description/)
    const answer = await exportSearch({ query: 'ticket' })
    expect(answer.status).toBe(200)
    await expect(answer.text()).rejects.toThrow('aborted')
    check()
  })

  describe('a search that does not find all', () => {
    beforeEach(clear)

    it('has no place of a ticket', async () => {
      while ((await searched.rowsOf('search_ticket')).length < 3)
        await continueRebuild(searched.scope, { tickets: 1, terms: 1, splitMs: 0 })
      const newer = [...searched.known.keys()][3]!
      expect(await searched.query('neighbours', { reference: newer, filters: SEARCH })).not.toHaveProperty(
        'place',
      )
    })

    // By so many milliseconds is the clock of who opens the ticket ahead. Without a step, the old index is not cleared yet.
    it.each([
      { ahead: 0, steps: 0 },
      { ahead: 3_000, steps: 0 },
      { ahead: 3_000, steps: 3 },
    ])(
      'does not say that it has looked at a ticket which is not indexed yet (%j)',
      async ({ ahead, steps }) => {
        while (await continueRebuild(searched.scope)) continue
        await beginRebuild(searched.scope)
        await new Promise((resolve) => setTimeout(resolve, 50))
        await searched.open({ title: 'order', description: 'order', message: 'order' }, 4)
        const newest = [...searched.known.keys()].at(-1)!
        await searched.desk.orm.em.execute(
          'update support_ticket set created_at = ? where organization_id = ? and reference = ?',
          [new Date(Date.now() + ahead), searched.organizationId, newest],
        )
        for (let step = 0; step < steps; step++) await continueRebuild(searched.scope)
        const { tickets, searchedTo } = await searched.query<TicketPageDto>('list', {
          filters: { query: 'order' },
        })
        const { createdAt } = await searched.desk.readTicket(newest)
        // It is found, or it is beyond what was searched.
        expect(tickets.some((each) => each.reference === newest) || searchedTo! >= createdAt).toBe(true)
      },
    )

    it('changes no tickets', async () => {
      const { visitor, org } = searched.desk.staff
      const change = (filters: object) =>
        visitor.mutate<{ changed: unknown[] }>('supportTicket.changeStatuses', {
          org,
          filters,
          status: 'closed',
          resolution: 'fixed',
        })
      await expect(searched.query('previewStatuses', { filters: SEARCH })).rejects.toThrow(UNAVAILABLE)
      await expect(change(SEARCH)).rejects.toThrow(UNAVAILABLE)
      expect((await change(LIST)).changed).toHaveLength(TICKETS)
    })

    it('exports no tickets', async () => {
      const answer = await exportSearch(SEARCH)
      expect(`${answer.status} ${await answer.text()}`).toMatch(UNAVAILABLE)
    })
  })
})
