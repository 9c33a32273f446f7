import type { TicketPageDto } from '#shared/support-ticket.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../../db/column-types.ts'
import { databases } from '../../test/databases.ts'
import { insertTickets } from '../../test/insert-tickets.ts'
import { SearchedDesk } from '../../test/searched-desk.ts'
import { ticketBody } from '../../test/sdk-caller.ts'
import { asPlatform } from '../../test/watch-statements.ts'
import { deleteOldTickets } from '../privacy/delete-old-tickets.ts'
import { queueTicket } from '../ticket-search/search-todo.repository.ts'
import { skipWithout } from '../../test/skip-without.ts'

type Manager = SearchedDesk['desk']['orm']['em']

const DAY = 86_400_000
const EMAIL = 'ana@example.com'
/** Few enough that MySQL would rather read all tickets than look them up. Each has two rows of a history. */
const TICKETS = 30

// SQLite has one writer: there, any transaction waits for the one that opens a ticket.
const withManyWriters = databases.filter(({ name }) => name === 'MySQL')
skipWithout(withManyWriters)
describe.each(withManyWriters)('a ticket that is opened on $name', ({ url }) => {
  const sent: string[] = []
  let searched: SearchedDesk
  let references: string[]
  let opening: Manager
  beforeEach(async () => {
    sent.length = 0
    searched = await SearchedDesk.start(url, (sql) => sent.push(sql))
    const { desk } = searched
    opening = desk.orm.em.fork()
    for (let opened = 0; opened < TICKETS; opened++) await desk.sdk.openTicket(ticketBody({ email: EMAIL }))
    references = (await searched.query<TicketPageDto>('list', { filters: {} })).tickets.map(
      (ticket) => ticket.reference,
    )
    await writeNotes(desk.orm.em, 'true')
    await searched.runJob()
  })
  afterEach(async () => {
    if (opening.isInTransaction()) await opening.rollback()
    await searched.closeWithoutTickets()
  })

  const change = (procedure: string, input: object) =>
    searched.desk.staff.visitor.mutate(procedure, { org: searched.desk.staff.org, ...input })

  /** Writes a row of the history of each ticket that a condition names. */
  async function writeNotes(
    em: Pick<Manager, 'execute'>,
    condition: string,
    values: readonly unknown[] = [],
  ): Promise<void> {
    await em.execute(
      `insert into support_ticket_event (id, organization_id, support_ticket_id, type, actor_kind, actor_id, note, at)
       select uuid(), organization_id, id, 'noted', 'account', mcp_server_id, 'Seen', created_at
       from support_ticket where organization_id = ? and ${condition}`,
      [searched.organizationId, ...values],
    )
  }

  /** Writes what a new ticket writes, and leaves the transaction open. */
  async function beginToOpen(): Promise<void> {
    const { desk, organizationId } = searched
    await opening.begin()
    const [reference] = await insertTickets({ orm: { em: opening } }, desk.server.slug, 1)
    await writeNotes(opening, 'reference = ?', [reference])
    await queueTicket(opening, organizationId, newId())
  }

  /** Updates of many rows that leave it to the database how it finds them: some tables make it wait for other rows, too. */
  const withoutIndex = () =>
    sent.filter((sql) => /^update support_ticket(?:_event)? (?!force index )/.test(sql))

  it('holds up no change of many tickets', async () => {
    await beginToOpen()
    const changing = change('supportTicket.changeStatuses', { references, status: 'in_progress' })
    expect(await changing).toMatchObject({ changed: { length: TICKETS }, left: [] })
    expect(withoutIndex()).toEqual([])
  })

  it('holds up no erasure of a person', async () => {
    await beginToOpen()
    expect(await change('privacy.erase', { email: EMAIL })).toEqual({ tickets: TICKETS, isDone: true })
    expect(withoutIndex()).toEqual([])
  })

  it('holds up no deletion of another one', async () => {
    await beginToOpen()
    const deleting = change('supportTicket.delete', { reference: references[0], expectedVersion: 1 })
    await expect(deleting).resolves.toBeUndefined()
  })

  it('holds up no deletion of those that are old', async () => {
    const { desk, organizationId } = searched
    await change('privacy.setRetention', { slug: desk.server.slug, days: 7 })
    await desk.orm.em.execute('update support_ticket set created_at = ? where organization_id = ?', [
      new Date(Date.now() - 30 * DAY),
      organizationId,
    ])
    await beginToOpen()
    await asPlatform(() => deleteOldTickets({ em: desk.orm.em.fork(), now: () => new Date() }))
    expect(await searched.rowsOf('support_ticket')).toEqual([])
  })

  it('holds up no batch of the search index', async () => {
    await change('supportTicket.changeStatuses', { references, status: 'in_progress' })
    await beginToOpen()
    await searched.runJob()
    expect(await searched.rowsOf('search_todo')).toEqual([])
  })
})
