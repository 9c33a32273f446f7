import { setTimeout as sleep } from 'node:timers/promises'
import type { TicketFilters, TicketPageDto } from '#shared/support-ticket.ts'
import type { StatusCountsDto, TicketFacetDto } from '#shared/ticket-counts.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../../test/databases.ts'
import { SearchedDesk } from '../../test/searched-desk.ts'

const OLD = 6
/** Every ticket has it. */
const WORD = { query: 'order' }

describe.each(databases)('a search within a time on $name', ({ url }) => {
  let searched: SearchedDesk
  /** When each ticket was opened. */
  const times: string[] = []
  /** How many numbers of the index were looked up by their rows. */
  let lookedUp = 0

  beforeAll(async () => {
    searched = await SearchedDesk.start(url, (sql, values) => {
      if (/ search_no in \(/.test(sql)) lookedUp += values.length
    })
    for (let index = 0; index < OLD; index++) await open()
    await searched.runJob()
  })
  afterAll(() => searched.desk.close())

  async function open(): Promise<string> {
    await sleep(5)
    await searched.open({ title: 'order', description: 'order', message: 'order' }, 1)
    const reference = [...searched.known.keys()].at(-1)!
    times.push((await searched.desk.readTicket(reference)).createdAt)
    return reference
  }

  async function ask(filters: TicketFilters) {
    const { counts, searchedTo } = await searched.query<StatusCountsDto>('countByStatus', { filters })
    const input = { facet: 'tool', filters }
    const { values } = await searched.query<TicketFacetDto>('facet', input)
    const tickets = Object.values(counts).reduce((sum, count) => sum + count, 0)
    return { tickets, tools: values.map(({ count }) => count), searchedTo }
  }

  it('counts nothing of another time while all tickets of this one wait for the job', async () => {
    const waiting = await open()
    expect(await ask({ ...WORD, since: times.at(-1)! })).toEqual({ tickets: 0, tools: [] })
    expect(await ask({ ...WORD, before: new Date().toISOString() })).toEqual({ tickets: OLD, tools: [OLD] })
    const filters = {
      tool: 'tool_1',
      status: ['in_progress' as const, 'open' as const],
      since: times.at(-1)!,
    }
    const page = await searched.query<TicketPageDto>('list', { filters })
    expect(page).toMatchObject({ tickets: [{ reference: waiting }] })
    expect(page.searchedTo).toBeUndefined()
    await searched.runJob()
    expect(await ask({ ...WORD, since: times.at(-1)! })).toEqual({ tickets: 1, tools: [1] })
  })

  it('counts what follows a ticket that nobody has queued', async () => {
    await open()
    const since = times.at(-1)!
    await searched.desk.orm.em.execute('delete from search_todo where organization_id = ?', [
      searched.organizationId,
    ])
    const last = await open()
    await searched.runJob()
    expect(await ask({ ...WORD, since })).toEqual({ tickets: 1, tools: [1] })
    await searched.change(last, 'delete')
    times.pop()
    await searched.runJob()
  })

  it('looks up no rows far from a time', async () => {
    const skip = 'update search_state set next_no = next_no + 2000 where organization_id = ?'
    await searched.desk.orm.em.execute(skip, [searched.organizationId])
    const reference = await open()
    await searched.runJob()
    lookedUp = 0
    const filters = { ...WORD, since: times.at(-1)! }
    const page = await searched.query<TicketPageDto>('list', { filters })
    expect(page).toMatchObject({ tickets: [{ reference }] })
    // The organization and the time are values, too.
    expect(lookedUp).toBeLessThan(OLD)
  })

  it('counts nothing of before the index begins, and says so', async () => {
    const begins = times[3]!
    await searched.desk.orm.em.execute(
      'update support_ticket set search_no = null where organization_id = ? and created_at < ?',
      [searched.organizationId, new Date(begins)],
    )
    await searched.desk.orm.em.execute(
      "update search_state set complete_to_at = ?, complete_to_id = '' where organization_id = ?",
      [new Date(begins), searched.organizationId],
    )
    expect(await ask({ ...WORD, before: times[2]! })).toEqual({ tickets: 0, tools: [], searchedTo: begins })
    const after = await ask({ ...WORD, since: times[1]! })
    expect(after).toMatchObject({ tickets: OLD - 3 + 2, searchedTo: begins })
  })
})
