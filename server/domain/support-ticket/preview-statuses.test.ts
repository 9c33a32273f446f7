import { COUNT_CAP } from '#shared/support-ticket.ts'
import type { StatusesChangeDto, StatusesPreviewDto } from '#shared/ticket-statuses.ts'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { queueTickets } from '../ticket-search/search-todo.repository.ts'
import { databases } from '../../test/databases.ts'
import { createServer, type TestServer } from '../../test/factories.ts'
import { insertTickets } from '../../test/insert-tickets.ts'
import { SearchedDesk } from '../../test/searched-desk.ts'

describe.each(databases)('what a change of many tickets meets on $name', ({ url }) => {
  let searched: SearchedDesk
  let server: TestServer
  beforeAll(async () => {
    searched = await SearchedDesk.start(url)
  })
  // The tickets of each test are of a server of its own.
  beforeEach(async () => {
    server = await createServer(searched.desk.staff)
  })
  afterAll(() => searched.desk.close())

  const seed = (count: number) => insertTickets(searched.desk, server.slug, count)
  const index = async () => {
    const rows = await searched.rowsOf<{ id: string }>('support_ticket')
    await queueTickets(
      searched.scope.em,
      searched.organizationId,
      rows.map(({ id }) => id),
    )
    await searched.runJob()
  }
  const set = (column: string, reference: string, value: string) =>
    searched.desk.orm.em.execute(
      `update support_ticket set ${column} = ? where organization_id = ? and reference = ?`,
      [value, searched.organizationId, reference],
    )
  const preview = async (input: object) =>
    (await searched.query<StatusesPreviewDto>('previewStatuses', input)).counts
  const sendTest = () =>
    searched.desk.staff.visitor.mutate<{ reference: string }>('supportTicket.sendTest', {
      org: searched.desk.staff.org,
      server: server.slug,
    })

  // With words, the search index counts.
  it.each([{}, { query: 'ticket' }])('without some, stays at the cap where more match: %j', async (words) => {
    const references = await seed(COUNT_CAP + 10)
    await index()
    const filters = { server: server.slug, ...words }
    const counted = async (left: number) =>
      (await preview({ filters, except: references.slice(0, left) })).open
    expect([await counted(0), await counted(5), await counted(10), await counted(12)]).toEqual([
      COUNT_CAP,
      COUNT_CAP,
      COUNT_CAP,
      COUNT_CAP - 2,
    ])
  })

  it('counts tests, which the change takes, also where they are left out', async () => {
    await seed(3)
    const { reference } = await sendTest()
    const filters = { server: server.slug, status: 'open' }
    expect(await preview({ filters, except: [reference] })).toEqual({ open: 3, in_progress: 0, closed: 0 })
    expect(await preview({ filters })).toEqual({ open: 4, in_progress: 0, closed: 0 })
    const { visitor, org } = searched.desk.staff
    const change = { org, filters, status: 'in_progress' }
    const { changed } = await visitor.mutate<StatusesChangeDto>('supportTicket.changeStatuses', change)
    expect(changed).toHaveLength(4)
  })

  it('leaves out of the number only what matches', async () => {
    const [first, second] = (await seed(3)) as [string, string]
    await set('category', second, 'Bug Report')
    const filters = { server: server.slug, category: 'Other' }
    expect((await preview({ filters, except: [first, second] })).open).toBe(1)
  })

  it('leaves out of the number only what has the words, or the reference', async () => {
    const [first, second] = (await seed(3)) as [string, string]
    await set('title', second, 'Something else')
    await index()
    const count = async (query: string, except: string[]) =>
      (await preview({ filters: { server: server.slug, query }, except })).open
    expect(await count('ticket', [first, second])).toBe(1)
    expect(await count('ticket', [second])).toBe(2)
    expect(await count(first, [second])).toBe(1)
    expect(await count(first, [first, second])).toBe(0)
  })
})
