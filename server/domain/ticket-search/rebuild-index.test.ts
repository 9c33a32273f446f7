import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aroundStatements } from '../../test/around-statements.ts'
import { databases } from '../../test/databases.ts'
import { insertTickets } from '../../test/insert-tickets.ts'
import { SearchedDesk } from '../../test/searched-desk.ts'
import { batchOf } from './batch-size.ts'
import { beginRebuild, continueRebuild } from './rebuild-index.ts'
import { lockState } from './search-state.repository.ts'
import { queueTicket, queueTickets } from './search-todo.repository.ts'

const TICKETS = 5
/** More than one batch. */
const WAITING = 150

describe.each(databases)('an index that is built again on $name', ({ name, url }) => {
  const isServer = name !== 'SQLite'
  let searched: SearchedDesk

  beforeEach(async () => {
    searched = await SearchedDesk.start(url)
    for (let index = 0; index < TICKETS; index++)
      await searched.open({ title: 'order', description: 'order', message: 'order' }, 1)
    await searched.runJob()
  })
  afterEach(() => searched.desk.close())

  async function rebuild(terms?: number): Promise<void> {
    const batch = batchOf(searched.scope)
    while (await continueRebuild(searched.scope, { ...batch, ...(terms !== undefined && { terms }) }))
      continue
  }
  /** Tickets that nobody queues: older than the place from which the index is built, and newer than all others. */
  async function insertLate(count: number): Promise<string[]> {
    const { orm } = searched.desk
    const minuteAgo = Date.now() - 60_000
    for (const [place, reference] of [...searched.known.keys()].entries())
      await orm.em.execute(
        'update support_ticket set created_at = ? where organization_id = ? and reference = ?',
        [new Date(minuteAgo + place), searched.organizationId, reference],
      )
    const [{ slug } = { slug: '' }] = await searched.rowsOf<{ slug: string }>('mcp_server')
    const late = await insertTickets(searched.desk, slug, count)
    await orm.em.execute('update search_state set complete_to_at = ? where organization_id = ?', [
      new Date(Date.now() + 1_000),
      searched.organizationId,
    ])
    return late
  }
  /** References in the order of the numbers. */
  async function oldestFirst(): Promise<string[]> {
    const rows = await searched.rowsOf<{ reference: string; search_no: number }>('support_ticket')
    return rows.toSorted((one, other) => one.search_no - other.search_no).map(({ reference }) => reference)
  }

  it('keeps what one process has indexed while another is still clearing', async () => {
    await beginRebuild(searched.scope)
    let other: Promise<void> | undefined
    // Between what the first one looks for and what it deletes, the second has time for all of it, unless it has to wait.
    const before = async (sql: string) => {
      if (other || !/^delete .*from search_posting/.test(sql)) return
      other = rebuild()
      await Promise.race([other, sleep(500)])
    }
    aroundStatements({ before })
    await rebuild()
    expect(other).toBeDefined()
    await other
    expect(await searched.walk({ query: 'order' }, 'newest')).toHaveLength(TICKETS)
    expect(await searched.rowsOf('search_ticket')).toHaveLength(TICKETS)
  })

  it('takes nothing away again that it has indexed, also when many wait', async () => {
    const [{ slug } = { slug: '' }] = await searched.rowsOf<{ slug: string }>('mcp_server')
    await insertTickets(searched.desk, slug, WAITING)
    const ids = (await searched.rowsOf<{ id: string }>('support_ticket')).map(({ id }) => id)
    await queueTickets(searched.desk.orm.em.fork(), searched.organizationId, ids)
    await beginRebuild(searched.scope)
    const indexed: number[] = []
    do indexed.push((await searched.rowsOf('search_ticket')).length)
    while (await continueRebuild(searched.scope))
    const cleared = indexed.indexOf(0)
    expect(cleared).toBeGreaterThan(0)
    expect(indexed.slice(cleared)).toEqual(indexed.slice(cleared).toSorted((one, other) => one - other))
    expect(await searched.rowsOf('search_ticket')).toHaveLength(TICKETS + WAITING)
  })

  it.skipIf(!isServer)('begins when a process that holds the index is done', async () => {
    const { em } = searched.scope
    const holding = em.transactional(async (em) => {
      await lockState(em, searched.organizationId)
      await sleep(2_500)
    })
    await sleep(100)
    await beginRebuild({ ...searched.scope, em: em.fork() })
    await holding
    expect(await searched.rowsOf('search_state')).toMatchObject([{ is_clearing: 1 }])
  })

  it.each([
    { committed: 1, isQueued: false },
    { committed: 3, isQueued: false },
    { committed: 130, isQueued: false },
    { committed: 1_100, isQueued: false },
    // The first three were never indexed.
    { committed: 130, isQueued: false, unnumbered: 3 },
    // The words of one ticket are enough for a batch.
    { committed: 30, isQueued: false, terms: 1 },
    { committed: 3, isQueued: true },
  ])('gives what was committed meanwhile numbers above those of older tickets (%j)', async (example) => {
    await beginRebuild(searched.scope)
    for (let step = 0; step < 3; step++) await continueRebuild(searched.scope)
    const { orm } = searched.desk
    const late = await insertLate(example.committed)
    for (const reference of [...searched.known.keys()].slice(0, example.unnumbered ?? 0))
      await orm.em.execute(
        'update support_ticket set search_no = null where organization_id = ? and reference = ?',
        [searched.organizationId, reference],
      )
    if (example.isQueued) {
      const rows = await searched.rowsOf<{ id: string; reference: string }>('support_ticket')
      const idOf = new Map(rows.map(({ id, reference }) => [reference, id]))
      for (const reference of late)
        await queueTicket(orm.em.fork(), searched.organizationId, idOf.get(reference)!)
      await searched.runJob()
    }
    await rebuild(example.terms)
    expect(await oldestFirst()).toEqual([...searched.known.keys(), ...late])
    expect(await searched.rowsOf('search_todo')).toEqual([])
  })

  it('keeps the order of those that nobody queued beside others that were', async () => {
    await beginRebuild(searched.scope)
    for (let step = 0; step < 3; step++) await continueRebuild(searched.scope)
    const late = await insertLate(130)
    await searched.open({ title: 'order', description: 'order', message: 'order' }, 1)
    await searched.runJob({ olderMs: 0 })
    await rebuild()
    expect(await oldestFirst()).toEqual([...searched.known.keys(), ...late])
  })

  it('takes no numbers for tickets that have one', async () => {
    const [before] = await searched.rowsOf<{ next_no: number }>('search_state')
    await beginRebuild(searched.scope)
    await rebuild()
    expect(await searched.rowsOf('search_state')).toMatchObject([{ next_no: before!.next_no }])
  })

  // SQLite has one transaction at a time.
  it.skipIf(!isServer)('writes nothing to a ticket that is erased after the job has read it', async () => {
    await searched.open({ title: 'order', description: 'order', message: 'Ana is away' }, 1)
    const reference = [...searched.known.keys()].at(-1)!
    const erase = `update support_ticket set erased_at = ?, error_name = null, error_message = null, reporter_key = null
      where organization_id = ? and reference = ?`
    const { em } = searched.desk.orm
    let written: unknown
    const before = async (sql: string) => {
      if (written || !sql.startsWith('update support_ticket force index')) return
      written = await em.fork().execute(erase, [new Date(), searched.organizationId, reference])
    }
    aroundStatements({ before })
    await searched.runJob()
    expect(written).toBeDefined()
    const rows = await searched.rowsOf<{ reference: string }>('support_ticket')
    expect(rows.find((row) => row.reference === reference)).toMatchObject({
      error_name: null,
      error_message: null,
      reporter_key: null,
    })
  })

  it('takes from an erased ticket what was written again', async () => {
    const { orm } = searched.desk
    const [ticket] = await searched.rowsOf<{ id: string }>('support_ticket')
    // As a job that had read the ticket before it was erased.
    await orm.em.execute(
      `update support_ticket set erased_at = ?, error_name = ?, error_message = ?, reporter_key = ?
       where organization_id = ? and id = ?`,
      [new Date(), 'TypeError', 'Ana is away', 'key', searched.organizationId, ticket!.id],
    )
    await queueTicket(orm.em.fork(), searched.organizationId, ticket!.id)
    await searched.runJob()
    const rows = await searched.rowsOf<{ id: string }>('support_ticket')
    expect(rows.find(({ id }) => id === ticket!.id)).toMatchObject({
      error_name: null,
      error_message: null,
      reporter_key: null,
    })
  })
})
