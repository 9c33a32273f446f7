import type { TransactionEventArgs } from '@mikro-orm/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { databases } from '../../test/databases.ts'
import { addEndUser } from '../../test/end-users.ts'
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
/** Of tickets that there are not, in all places between those that there are. */
const GONE = Array.from('0123456789ABCDEFGHJKMNPQRSTVWXYZ', (letter) => `TK-${letter}HHH-HHHH`)

// SQLite has one writer: there, a ticket waits for any transaction.
describe.each(databases.filter(({ name }) => name === 'MySQL'))('opening a ticket on $name', ({ url }) => {
  let searched: SearchedDesk
  let references: string[]
  let answers: number[]
  let isProbing = false
  /** Transactions that are left alone: a ticket that is opened in one takes the place in which the next one could be in the way. */
  let leftAlone: number
  beforeEach(async () => {
    searched = await SearchedDesk.start(url)
    const { desk } = searched
    desk.orm.em.getEventManager().registerSubscriber({ beforeTransactionCommit: probe })
    references = await insertTickets(desk, desk.server.slug, TICKETS)
    for (let opened = 0; opened < 12; opened++) await desk.sdk.openTicket(ticketBody({ email: EMAIL }))
    await searched.runJob()
  })

  afterEach(() => searched.closeWithoutTickets())

  /** Opens a ticket while a transaction has all of its locks. A job has some for organizations of tests before, too. */
  async function probe({ em }: Pick<TransactionEventArgs, 'em'>): Promise<void> {
    const tenant = em.getFilterParams('tenant') as { organizationId: string }
    if (!isProbing || tenant.organizationId !== searched.organizationId || leftAlone-- > 0) return
    isProbing = false
    answers.push((await searched.desk.sdk.openTicket(ticketBody())).statusCode)
    isProbing = true
  }

  async function during(work: () => Promise<unknown>, after = 0): Promise<Set<number>> {
    answers = []
    leftAlone = after
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

  it('waits for no change of many tickets of which some are gone', async () => {
    const named = { references: [...references.slice(0, 2), ...GONE], status: 'in_progress' }
    expect(await during(() => change('supportTicket.changeStatuses', named))).toEqual(OPENED)
  })

  it('waits for no batch of the search index', async () => {
    await change('supportTicket.changeStatuses', { references, status: 'in_progress' })
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

  it.each([0, 1, 2, 3, 4])(
    'waits for no erasure of who opened the newest ticket, after transaction %i',
    async (after) => {
      const erasing = () => change('privacy.erase', { email: EMAIL })
      expect(await during(erasing, after)).toEqual(OPENED)
    },
  )

  it.each([0, 2])('waits for no erasure of a user who is followed by %i others', async (others) => {
    const { desk } = searched
    const { id: userId } = await addEndUser(desk, desk.server.slug)
    for (let added = 0; added < others; added++) await addEndUser(desk, desk.server.slug)
    expect(await during(() => change('privacy.erase', { userId }))).toEqual(OPENED)
  })

  it('waits for no ticket that is deleted, also not for the newest', async () => {
    const { desk } = searched
    const opened = await desk.sdk.openTicket(ticketBody())
    const { reference } = opened.json<{ ticket: { reference: string } }>().ticket
    const deleting = () => change('supportTicket.delete', { reference, expectedVersion: 1 })
    expect(await during(deleting)).toEqual(OPENED)
  })

  it.each(['some', 'all'])(
    'waits for no tickets that are deleted because they are old, %s of them',
    async (which) => {
      const { desk, organizationId } = searched
      await change('privacy.setRetention', { slug: desk.server.slug, days: 7 })
      const ofAll = 'update support_ticket set created_at = ? where organization_id = ?'
      const longAgo = [new Date(Date.now() - 30 * DAY), organizationId]
      if (which === 'all') await desk.orm.em.execute(ofAll, longAgo)
      else await desk.orm.em.execute(`${ofAll} and reference in (?)`, [...longAgo, references])
      const deleting = () => deleteOldTickets({ em: desk.orm.em.fork(), now: () => new Date() })
      // The second batch has the newest ticket.
      expect(await during(() => asPlatform(deleting), 1)).toEqual(OPENED)
    },
  )
})
