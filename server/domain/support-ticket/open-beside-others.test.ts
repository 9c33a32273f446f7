import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../../test/databases.ts'
import { insertTickets } from '../../test/insert-tickets.ts'
import { SearchedDesk } from '../../test/searched-desk.ts'
import { ticketBody } from '../../test/sdk-caller.ts'
import { asPlatform } from '../../test/watch-statements.ts'
import { deleteOldTickets } from '../privacy/delete-old-tickets.ts'
import { beginRebuild, continueRebuild } from '../ticket-search/rebuild-index.ts'

const DAY = 86_400_000
/** The answers of all, of which there is at least one. */
const OPENED = new Set([201])
const EMAIL = 'ana@example.com'
/** Few enough that MySQL would rather read all tickets of the organization than look them up. */
const TICKETS = 60

// SQLite has one writer: there, a ticket waits for any transaction.
describe.each(databases.filter(({ name }) => name === 'MySQL'))('opening a ticket on $name', ({ url }) => {
  let searched: SearchedDesk
  let references: string[]
  let answers: number[]
  let isProbing = false
  beforeAll(async () => {
    searched = await SearchedDesk.start(url)
    const { desk } = searched
    desk.orm.em.getEventManager().registerSubscriber({ beforeTransactionCommit: probe })
    references = await insertTickets(desk, desk.server.slug, TICKETS)
    for (let opened = 0; opened < 12; opened++) await desk.sdk.openTicket(ticketBody({ email: EMAIL }))
    await searched.runJob()
  })
  afterAll(() => searched.desk.close())

  /** Opens a ticket while a transaction has all of its locks. */
  async function probe(): Promise<void> {
    if (!isProbing) return
    isProbing = false
    answers.push((await searched.desk.sdk.openTicket(ticketBody())).statusCode)
    isProbing = true
  }

  async function during(work: () => Promise<unknown>): Promise<Set<number>> {
    answers = []
    isProbing = true
    await work().finally(() => (isProbing = false))
    return new Set(answers)
  }

  const change = (procedure: string, input: object) =>
    searched.desk.staff.visitor.mutate(procedure, { org: searched.desk.staff.org, ...input })

  it('waits for no change of many tickets', async () => {
    const changing = () => change('supportTicket.changeStatuses', { references, status: 'in_progress' })
    expect(await during(changing)).toEqual(OPENED)
  })

  it('waits for no batch of the search index', async () => {
    expect(await during(() => searched.runJob())).toEqual(OPENED)
  })

  it('waits for no part of a rebuild of the search index', async () => {
    const { scope } = searched
    const rebuilding = async () => {
      await beginRebuild(scope)
      while (await continueRebuild(scope));
    }
    expect(await during(rebuilding)).toEqual(OPENED)
  })

  it('waits for no erasure of a person', async () => {
    expect(await during(() => change('privacy.erase', { email: EMAIL }))).toEqual(OPENED)
  })

  it('waits for no tickets that are deleted because they are old', async () => {
    const { desk } = searched
    await change('privacy.setRetention', { slug: desk.server.slug, days: 7 })
    await desk.orm.em.execute(
      'update support_ticket set created_at = ? where organization_id = ? and reference in (?)',
      [new Date(Date.now() - 30 * DAY), searched.organizationId, references],
    )
    const deleting = () => deleteOldTickets({ em: desk.orm.em.fork(), now: () => new Date() })
    expect(await during(() => asPlatform(deleting))).toEqual(OPENED)
  })
})
