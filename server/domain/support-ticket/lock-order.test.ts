import type { StatusesChangeDto } from '#shared/ticket-statuses.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { databases } from '../../test/databases.ts'
import { insertTickets } from '../../test/insert-tickets.ts'
import { SearchedDesk } from '../../test/searched-desk.ts'
import { someoneWaits } from '../../test/someone-waits.ts'
import { asPlatform } from '../../test/watch-statements.ts'
import { deleteOldTickets } from '../privacy/delete-old-tickets.ts'
import { beginRebuild, continueRebuild } from '../ticket-search/rebuild-index.ts'
import { skipWithout } from '../../test/skip-without.ts'

type Manager = SearchedDesk['desk']['orm']['em']

const DAY = 86_400_000
/** What a batch of the job has: more than one of its statements writes. */
const TICKETS = 100
const MANY = 1_500

// SQLite has one writer.
const withManyWriters = databases.filter(({ name }) => name === 'MySQL')
skipWithout(withManyWriters)
describe.each(withManyWriters)('tickets that two lock on $name', ({ url }) => {
  let searched: SearchedDesk
  /** The oldest first, as the ids are. Those of references are the other way round. */
  let ids: string[]
  let references: string[]
  /** Somebody else, in a transaction. */
  let other: Manager
  beforeEach(async () => {
    searched = await SearchedDesk.start(url)
    const { desk, organizationId } = searched
    references = (await insertTickets(desk, desk.server.slug, TICKETS)).toReversed()
    const rows = await searched.rowsOf<{ id: string }>('support_ticket')
    ids = rows.map(({ id }) => id).toSorted()
    const turn = 'update support_ticket set reference = ? where organization_id = ? and id = ?'
    for (const prefix of ['TX', 'TK'])
      for (const [place, id] of ids.entries())
        await desk.orm.em.execute(turn, [references[place]!.replace('TK', prefix), organizationId, id])
    other = desk.orm.em.fork()
    await other.begin()
  })
  afterEach(async () => {
    if (other.isInTransaction()) await other.rollback()
    await searched.closeWithoutTickets()
  })

  const call = <T>(procedure: string, input: object) =>
    searched.desk.staff.visitor.mutate<T>(procedure, { org: searched.desk.staff.org, ...input })
  const change = (places: number[]) =>
    call<StatusesChangeDto>('supportTicket.changeStatuses', {
      references: places.map((place) => references[place]),
      status: 'in_progress',
    })
  const addNote = (place: number) =>
    searched.desk.staff.visitor.problemOf('mutate', 'supportTicket.addNote', {
      org: searched.desk.staff.org,
      reference: references[place],
      note: 'Seen',
    })
  const write = (sql: string, place: number) =>
    other.execute(`${sql} where organization_id = ? and id = ?`, [searched.organizationId, ids[place]])
  const lock = (place: number) =>
    other.execute(
      'select id from support_ticket force index (primary) where organization_id = ? and id = ? for update',
      [searched.organizationId, ids[place]],
    )
  const waitFor = (work: Promise<unknown>) => Promise.race([someoneWaits(searched.desk.orm), work])

  it('are locked in the order of ids, whatever their references are', async () => {
    await lock(0)
    const changing = change([0, 1])
    await waitFor(changing)
    await lock(1)
    await other.commit()
    expect(await changing).toMatchObject({ changed: { length: 2 }, left: [] })
  })

  it.each([
    ['a change of many', () => change([0]), { left: [{ code: 'ticket-not-found' }] }],
    ['a change of one', () => addNote(0), { code: 'ticket-not-found' }],
  ] as const)(
    'are not locked in another index, by %s, so that they can be deleted',
    async (_name, run, end) => {
      await lock(0)
      const changing = run()
      await waitFor(changing)
      await write('delete from support_ticket', 0)
      await other.commit()
      expect(await changing).toMatchObject(end)
    },
  )

  it('are locked in the same order by who makes one of them a duplicate', async () => {
    await lock(0)
    const closing = call('supportTicket.updateStatus', {
      reference: references[1],
      status: 'closed',
      resolution: 'duplicate',
      duplicateOf: references[0],
      expectedVersion: 1,
    })
    await waitFor(closing)
    await lock(1)
    await other.commit()
    expect(await closing).toMatchObject({ status: 'closed', duplicateOf: references[0] })
  })

  it('are locked in the order of ids by a rebuild of the search index, which begins with the newest', async () => {
    const { scope } = searched
    await beginRebuild(scope)
    const rebuild = async () => {
      while (await continueRebuild(scope));
    }
    await lock(0)
    const rebuilding = asPlatform(rebuild)
    await waitFor(rebuilding)
    await lock(TICKETS - 1)
    await other.commit()
    await rebuilding
    await searched.runJob()
    expect(await searched.rowsOf('search_ticket')).toHaveLength(TICKETS)
  })

  it('are changed all the same where MySQL rolls the change back to end a deadlock', async () => {
    // It rolls back the transaction that has written less.
    for (let place = 50; place < 100; place++) await write(`update support_ticket set title = 'New'`, place)
    await lock(1)
    const changing = change([0, 1])
    await waitFor(changing)
    await lock(0)
    await other.commit()
    expect(await changing).toMatchObject({ changed: { length: 2 }, left: [] })
  })

  it('are left by the job that deletes old ones, with their batch, while it deletes all others', async () => {
    const { desk, organizationId } = searched
    await call('privacy.setRetention', { slug: desk.server.slug, days: 7 })
    const longAgo = new Date(Date.now() - 30 * DAY)
    await desk.orm.em.execute('update support_ticket set created_at = ? where organization_id = ?', [
      longAgo,
      organizationId,
    ])
    // Of few, MariaDB would rather read all than look up a batch, and wait for the locked one each time.
    await insertTickets(desk, desk.server.slug, MANY)
    const deleteOld = () =>
      asPlatform(() => deleteOldTickets({ em: desk.orm.em.fork(), now: () => new Date() }))
    const leftOf = async () => {
      const left = new Set((await searched.rowsOf<{ id: string }>('support_ticket')).map(({ id }) => id))
      return ids.filter((id) => left.has(id))
    }
    await lock(20)
    await deleteOld()
    expect(await leftOf()).toEqual(ids.slice(0, 50))
    await other.commit()
    await deleteOld()
    expect(await leftOf()).toEqual([])
  })
})
