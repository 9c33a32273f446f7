import type { CreatedAccessTokenDto } from '#shared/access-token.ts'
import type { TicketPageDto } from '#shared/support-ticket.ts'
import type { NeighboursDto } from '#shared/ticket-neighbours.ts'
import type { StatusCountsDto } from '#shared/ticket-counts.ts'
import type { StatusesChangeDto, StatusesPreviewDto } from '#shared/ticket-statuses.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { callTool } from '../../test/call-tool.ts'
import { databases } from '../../test/databases.ts'
import { insertTickets } from '../../test/insert-tickets.ts'
import { SearchedDesk } from '../../test/searched-desk.ts'

const QUERY = 'TK-7F3'
/** More than a request of a change takes. */
const COUNT = 230
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

describe.each(databases)('lists of the beginning of a reference on $name', ({ url }) => {
  let searched: SearchedDesk
  /** The oldest first, which is not the order of the references. */
  const references: string[] = []
  beforeAll(async () => {
    searched = await SearchedDesk.start(url)
    const inserted = await insertTickets(searched.desk, searched.desk.server.slug, COUNT)
    for (const [index, before] of inserted.entries()) {
      const place = (index * 7) % COUNT
      const reference = `${QUERY}${LETTERS[place % 32]}-${String(place).padStart(4, '0')}`
      references.push(reference)
      await searched.desk.orm.em.execute(
        'update support_ticket set reference = ? where organization_id = ? and reference = ?',
        [reference, searched.organizationId, before],
      )
    }
  })
  afterAll(() => searched.desk.close())

  const list = (input: object) => searched.query<TicketPageDto>('list', input)

  it('has pages in both orders, and back', async () => {
    const filters = { query: QUERY }
    expect(await searched.walk(filters, 'oldest')).toEqual(references)
    expect(await searched.walk(filters, 'newest')).toEqual(references.toReversed())
    const first = await list({ filters })
    expect(first).not.toHaveProperty('newer')
    const second = await list({ filters, cursor: first.older })
    const back = await list({ filters, cursor: second.newer })
    expect(back.tickets).toEqual(first.tickets)
    const { counts } = await searched.query<StatusCountsDto>('countByStatus', { filters })
    expect(counts).toEqual({ open: COUNT, in_progress: 0, closed: 0 })
  })

  it('has the same tickets within the other filters and times', async () => {
    const { tickets } = await list({ filters: { query: QUERY } })
    const since = tickets[9]!.createdAt
    const before = tickets[3]!.createdAt
    const found = await list({ filters: { query: QUERY, since, before, status: 'open' } })
    expect(found).toEqual({ tickets: tickets.slice(4, 10) })
    expect(await list({ filters: { query: QUERY, status: 'closed' } })).toEqual({ tickets: [] })
  })

  it('has a place for each ticket, with those beside it', async () => {
    const neighbours = (reference: string, query = QUERY) =>
      searched.query<NeighboursDto>('neighbours', { reference, filters: { query } })
    const [, newer, shown, older] = references.toReversed()
    expect(await neighbours(shown!)).toEqual({ newer, older, place: 3, total: COUNT })
    expect(await neighbours(references[0]!)).toEqual({ newer: references[1], place: COUNT, total: COUNT })
    expect(await neighbours(shown!, shown)).toEqual({ place: 1, total: 1 })
    expect(await neighbours(shown!, 'TK-ZZZ')).toEqual({ total: 0 })
  })

  it('has pages for agents, of as many as they ask for', async () => {
    const { desk } = searched
    const input = { org: desk.staff.org, name: 'laptop', scopes: ['tickets:read'] }
    const { secret } = await desk.staff.visitor.mutate<CreatedAccessTokenDto>('accessToken.create', input)
    const found: string[] = []
    let cursor: unknown
    do {
      const args = { query: QUERY, limit: 40, ...(cursor !== undefined && { cursor }) }
      const { facts } = await callTool(desk.app, secret, 'search_tickets', args)
      found.push(...(facts.tickets as { reference: string }[]).map(({ reference }) => reference))
      cursor = facts.next_cursor
    } while (cursor !== undefined)
    expect(found).toEqual(references.toReversed())
  })

  it('is changed whole, in as many requests as it takes', async () => {
    const { visitor, org } = searched.desk.staff
    const except = references.slice(0, 2)
    const filters = { query: QUERY, status: 'open' }
    const { asOf, counts } = await searched.query<StatusesPreviewDto>('previewStatuses', { filters, except })
    expect(counts).toEqual({ open: COUNT - 2, in_progress: 0, closed: 0 })
    const change = { org, filters, except, asOf, status: 'in_progress' }
    const changed: string[] = []
    let cursor: string | undefined
    do {
      const answer = await visitor.mutate<StatusesChangeDto>('supportTicket.changeStatuses', {
        ...change,
        cursor,
      })
      changed.push(...answer.changed)
      cursor = answer.next
    } while (cursor !== undefined)
    expect(changed.toSorted()).toEqual(references.slice(2).toSorted())
    expect((await list({ filters })).tickets.map(({ reference }) => reference)).toEqual(except.toReversed())
  })
})
