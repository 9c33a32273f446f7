import { TICKET_STATUSES } from '#shared/support-ticket.ts'
import type { StatusCountsDto, TicketFacetDto } from '#shared/ticket-counts.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../../test/databases.ts'
import { QUERIES, SearchedDesk } from '../../test/searched-desk.ts'
import { asPlatform } from '../../test/watch-statements.ts'
import { queueForgottenTickets } from '../ticket-search/queue-forgotten-tickets.ts'
import { beginRebuild, continueRebuild } from '../ticket-search/rebuild-index.ts'
import { rebuildSearch } from '../ticket-search/rebuild-search.ts'

describe.each(databases)('searching tickets on $name', ({ url }) => {
  let searched: SearchedDesk
  beforeAll(async () => {
    searched = await SearchedDesk.start(url)
  })
  afterAll(() => searched.desk.close())

  it('finds what a search through all texts finds, in blocks of the index and over their ends', async () => {
    await searched.openMany(40)
    expect(await searched.compare(30)).toEqual([])
    expect(searched.expected({ query: 'ord' }).length).toBeGreaterThan(3)
  })

  it('finds what tickets say after changes, and none that was deleted', async () => {
    const { known } = searched
    for (const [index, [reference, ticket]] of [...known].entries()) {
      if (index % 5 === 0) {
        await searched.change(reference, 'delete')
        known.delete(reference)
      } else if (index % 5 === 1) {
        const title = QUERIES[index % QUERIES.length]!
        await searched.change(reference, 'correct', { title })
        known.set(reference, { ...ticket, texts: [title, ...ticket.texts.slice(1)] })
      } else if (index % 5 === 2) {
        await searched.change(reference, 'updateStatus', { status: 'closed', resolution: 'fixed' })
        known.set(reference, { ...ticket, status: 'closed' })
      }
    }
    await searched.runJob()
    expect(await searched.compare(15)).toEqual([])
  })

  it('keeps nothing of a ticket that was deleted, and all of the others', async () => {
    const rows = await searched.rowsOf<{ terms: string }>('search_ticket')
    const terms = rows.flatMap((row) => JSON.parse(row.terms) as string[])
    expect(rows.length).toBe(searched.known.size)
    const postings = await searched.rowsOf<{ tickets: number }>('search_posting')
    expect(postings.reduce((sum, { tickets }) => sum + tickets, 0)).toBe(terms.length)
    expect(await searched.rowsOf('search_todo')).toEqual([])
  })

  it('is built again by a command, from wherever another one was stopped', async () => {
    const { scope, organizationId, desk } = searched
    const execute = (sql: string) => desk.orm.em.execute(`${sql} where organization_id = ?`, [organizationId])
    await execute('delete from search_posting')
    await execute('update support_ticket set tool = null, error_fingerprint = null, has_call = false')
    await asPlatform(async () => {
      await beginRebuild(scope)
      const input = { filters: { query: 'order' } }
      expect(await searched.query('list', input)).toMatchObject({ searchedTo: expect.any(String) })
      for (let step = 0; step < 3; step++) await continueRebuild(scope)
      const platform = { ...scope, em: desk.orm.em.fork() }
      expect(await rebuildSearch(platform, desk.staff.org, () => {})).toBe(1)
      await expect(rebuildSearch(platform, 'nobody', () => {})).rejects.toThrow(
        'There is no such organization',
      )
    })
    expect(await searched.compare(15)).toEqual([])
    expect((await searched.rowsOf('search_ticket')).length).toBe(searched.known.size)
  })

  it('indexes a ticket that nobody has queued', async () => {
    const text = 'forgotten'
    await searched.open({ title: text, description: text, message: text }, 0)
    await searched.desk.orm.em.execute('delete from search_todo where organization_id = ?', [
      searched.organizationId,
    ])
    await searched.runJob()
    expect(await searched.walk({ query: text }, 'newest')).toEqual([])
    const later = () => new Date(Date.now() + 61_000)
    await asPlatform(() =>
      queueForgottenTickets({ ...searched.scope, em: searched.desk.orm.em.fork(), now: later }),
    )
    await searched.runJob()
    expect(await searched.walk({ query: text }, 'newest')).toEqual([[...searched.known.keys()].at(-1)])
  })

  it('finds everything again while it is built and tickets change', async () => {
    const { scope, known } = searched
    await asPlatform(() => beginRebuild(scope))
    let step = 0
    while (await asPlatform(() => continueRebuild(scope))) {
      const text = `built ${step}`
      if (step % 2 === 0) {
        await searched.open({ title: text, description: text, message: text }, step)
      } else {
        const [reference, ticket] = [...known].at(-step * 5)!
        await searched.change(reference, 'correct', { title: text })
        known.set(reference, { ...ticket, texts: [text, ...ticket.texts.slice(1)] })
      }
      if (step % 3 === 0) await searched.runJob({ olderMs: 0 })
      step++
    }
    await searched.runJob()
    expect(step).toBeGreaterThan(2)
    const query = { query: 'built' }
    expect(await searched.walk(query, 'oldest')).toEqual(searched.expected(query))
    expect(await searched.compare(15)).toEqual([])
  })

  it('finds the tickets beside one that is found, and beside one that is not', async () => {
    const filters = { query: 'ord', category: 'Other' }
    const found = searched.expected(filters).toReversed()
    const neighbours = (reference: string) => searched.query('neighbours', { reference, filters })
    expect(await neighbours(found[1]!)).toEqual({
      newer: found[0],
      older: found[2],
      place: 2,
      total: found.length,
    })
    expect(await neighbours(found[0]!)).toEqual({ older: found[1], place: 1, total: found.length })
    const newestFirst = [...searched.known.keys()].toReversed()
    const other = newestFirst.find(
      (each) => !found.includes(each) && newestFirst.indexOf(each) > newestFirst.indexOf(found[0]!),
    )!
    const isNewer = (each: string) => newestFirst.indexOf(each) < newestFirst.indexOf(other)
    const newer = found.findLast(isNewer)
    const older = found.find((each) => !isNewer(each))
    expect(await neighbours(other)).toEqual({ newer, older, total: found.length })
  })

  it.each(['!!', '…', '🎉'])('finds nothing by signs alone (%s)', async (query) => {
    expect(await searched.query('list', { filters: { query } })).toEqual({ tickets: [] })
    expect(await searched.query('facet', { facet: 'tool', filters: { query } })).toMatchObject({ values: [] })
  })

  it('counts what is found by status', async () => {
    const filters = { query: 'ord', category: 'Other' }
    const { counts } = await searched.query<StatusCountsDto>('countByStatus', { filters })
    for (const status of TICKET_STATUSES)
      expect(counts[status]).toBe(searched.expected({ ...filters, status }).length)
  })

  it('counts combinations of filters without an index of their own in the search index, when that is current', async () => {
    const filters = { tool: 'tool_1', category: 'Bug Report' }
    const count = () => searched.query<StatusCountsDto>('countByStatus', { filters })
    const before = await count()
    for (const status of TICKET_STATUSES)
      expect(before.counts[status]).toBe(searched.expected({ ...filters, status }).length)
    await searched.open({ title: 'one more', description: 'x', message: 'x' }, 1)
    // One that waits for the job is counted, too.
    expect((await count()).counts.in_progress).toBe(before.counts.in_progress + 1)
    await searched.runJob()
    expect((await count()).counts.in_progress).toBe(before.counts.in_progress + 1)
  })

  it.each([
    {},
    { query: 'ord', category: 'Other' },
    { tool: 'tool_1', status: 'open' as const },
    { since: '2020-01-01T00:00:00Z' },
  ])('counts the tools of what is found by %j', async (filters) => {
    const { values, hasMore } = await searched.query<TicketFacetDto>('facet', { facet: 'tool', filters })
    const counts = ['tool_1', 'tool_2'].map((tool) => [tool, searched.expected({ ...filters, tool }).length])
    expect(Object.fromEntries(values.map(({ value, count }) => [value, count]))).toEqual(
      Object.fromEntries(counts.filter(([, count]) => count !== 0)),
    )
    expect(hasMore).toBe(false)
  })

  it('has no errors of a time without tickets', async () => {
    const input = { facet: 'error', filters: { before: '2020-01-01T00:00:00Z' } }
    expect(await searched.query('facet', input)).toEqual({ values: [], hasMore: false })
  })

  it('goes on with other organizations when one has a broken row', async () => {
    const other = await SearchedDesk.start(url)
    const [reference] = searched.known.keys()
    const set = (terms: string) =>
      searched.desk.orm.em.execute('update search_ticket set terms = ? where organization_id = ?', [
        terms,
        searched.organizationId,
      ])
    const rows = await searched.rowsOf<{ ticket_id: string; terms: string }>('search_ticket')
    await set('{')
    await searched.change(reference!, 'correct', { title: 'broken' })
    await other.open({ title: 'sound', description: 'x', message: 'x' }, 0)
    await expect(searched.runJob()).rejects.toThrow('JSON')
    expect(await other.walk({ query: 'sound' }, 'newest')).toEqual([...other.known.keys()])
    for (const { ticket_id: id, terms } of rows) {
      const sql = 'update search_ticket set terms = ? where organization_id = ? and ticket_id = ?'
      await searched.desk.orm.em.execute(sql, [terms, searched.organizationId, id])
    }
    await searched.runJob()
    expect(await searched.walk({ query: 'broken' }, 'newest')).toEqual([reference])
    await other.desk.close()
  })

  it('has nothing left when all are deleted', async () => {
    for (const reference of searched.known.keys()) await searched.change(reference, 'delete')
    await searched.runJob()
    for (const table of ['search_posting', 'search_ticket', 'search_todo'])
      expect(await searched.rowsOf(table), table).toEqual([])
  })
})
