import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../../db/column-types.ts'
import { isSqlite } from '../../db/database-url.ts'
import { FIRST_NUMBER } from '../../db/search-numbers.ts'
import { aroundStatements } from '../../test/around-statements.ts'
import { databases } from '../../test/databases.ts'
import { insertTickets } from '../../test/insert-tickets.ts'
import { SearchedDesk } from '../../test/searched-desk.ts'
import { batchOf } from './batch-size.ts'
import { beginRebuild, continueRebuild } from './rebuild-index.ts'
import { lockState } from './search-state.repository.ts'
import { queueTicket, queueTickets } from './search-todo.repository.ts'

/** A run does not come to its end. */
const SHORT = { olderMs: 20 }
const EARLIER = '00000000-0000-7000-8000-000000000000'
const LATER = 'ffffffff-0000-7000-8000-000000000000'

describe.each(databases)('the run of the search index on $name', ({ url }) => {
  let searched: SearchedDesk

  beforeEach(async () => {
    searched = await SearchedDesk.start(url)
    const [{ slug } = { slug: '' }] = await searched.rowsOf<{ slug: string }>('mcp_server')
    await insertTickets(searched.desk, slug, 1_500)
    await searched.runJob()
    await beginRebuild(searched.scope)
    // Cleared: from now on, each batch is of tickets.
    while ((await stateOf(searched.organizationId))!.is_clearing) await continueRebuild(searched.scope)
  })
  afterEach(async () => {
    for (const table of ['search_state', 'search_posting', 'search_ticket', 'search_todo'])
      await searched.desk.orm.em.execute(`delete from ${table} where organization_id in (?)`, [
        [EARLIER, LATER],
      ])
    await searched.desk.close()
  })

  async function stateOf(organizationId: string) {
    const rows = await searched.desk.orm.em.execute<{ is_clearing: number; complete_to_at: unknown }[]>(
      'select is_clearing, complete_to_at from search_state where organization_id = ?',
      [organizationId],
    )
    return rows[0]
  }

  async function addOther({ isClearing }: { isClearing: boolean }): Promise<void> {
    const { em } = searched.desk.orm
    await em.execute(
      `insert into search_state (organization_id, next_no, lowest_no, is_clearing, complete_to_at, complete_to_id)
       values (?, ?, ?, ?, ?, ?)`,
      [LATER, FIRST_NUMBER, FIRST_NUMBER, isClearing, new Date(), ''],
    )
    await em.execute(
      'insert into search_posting (organization_id, term, block, tickets, docs) values (?, ?, ?, ?, ?)',
      [LATER, Buffer.from('ana'), 65_536, 1, Buffer.from([0, 0])],
    )
  }

  it('clears the index of one at once, however long that of another takes', async () => {
    await addOther({ isClearing: true })
    await searched.runJob(SHORT)
    const rows = await searched.desk.orm.em.execute(
      'select * from search_posting where organization_id = ?',
      [LATER],
    )
    expect(rows).toEqual([])
    expect((await stateOf(searched.organizationId))!.complete_to_at).not.toBeNull()
  })

  it('builds several by turns', async () => {
    await addOther({ isClearing: false })
    while ((await stateOf(LATER))!.complete_to_at !== null) await searched.runJob(SHORT)
    expect((await stateOf(searched.organizationId))!.complete_to_at).not.toBeNull()
  })

  /** Queues its tickets anew, as many as so many batches have: all where none are said. */
  async function queueBatches(batches = Infinity): Promise<void> {
    const rows = await searched.rowsOf<{ id: string }>('support_ticket')
    const ids = rows.map(({ id }) => id).slice(0, batches * batchOf(searched.scope).tickets)
    await queueTickets(searched.scope.em, searched.organizationId, ids)
  }

  it('tries one that fails once, and goes on with the others', async () => {
    const { em } = searched.desk.orm
    const ticket = newId()
    await em.execute(
      'insert into search_ticket (organization_id, ticket_id, search_no, terms) values (?, ?, ?, ?)',
      [EARLIER, ticket, FIRST_NUMBER, 'no JSON'],
    )
    await queueTicket(em, EARLIER, ticket)
    await queueBatches(2)
    const tried: unknown[] = []
    aroundStatements({
      before: async (sql, values) =>
        void (sql.includes('from search_todo where organization_id = ?') && tried.push(values[0])),
    })
    await expect(searched.runJob()).rejects.toThrow(SyntaxError)
    expect(tried.filter((organization) => organization === EARLIER)).toHaveLength(1)
    expect(await searched.rowsOf('search_todo')).toEqual([])
  })

  // SQLite has one writer.
  it.skipIf(isSqlite(url))(
    'waits for no other process that has the index of one, and indexes that of others',
    async () => {
      const { em } = searched.desk.orm
      await queueTicket(em, EARLIER, newId())
      await queueTicket(em, LATER, newId())
      await queueBatches(1)
      let begun = 0
      let done = 0
      const count = (sql: string) =>
        Number(sql.includes(' from search_state ') && sql.includes(' for update'))
      await searched.scope.em.transactional(async (tx) => {
        await lockState(tx, searched.organizationId)
        aroundStatements({
          before: async (sql) => void (begun += count(sql)),
          after: async (sql) => void (done += count(sql)),
        })
        await searched.runJob()
      })
      // One that waits fails at the end.
      expect([begun > 0, begun - done]).toEqual([true, 0])
      const sql = 'select id from search_todo where organization_id in (?)'
      expect(await em.execute(sql, [[EARLIER, LATER]])).toEqual([])
      expect(await searched.rowsOf('search_todo')).toHaveLength(batchOf(searched.scope).tickets)
      await searched.runJob()
      expect(await searched.rowsOf('search_todo')).toEqual([])
    },
  )

  it('ends, and goes on with what is cleared, while tickets change without end', async () => {
    await addOther({ isClearing: true })
    aroundStatements({
      before: async (sql) => {
        if (sql.includes(' from search_todo where organization_id > ?')) await queueBatches()
      },
    })
    await searched.runJob({ ...SHORT, queuedMs: 0 })
    expect(await searched.rowsOf('search_todo')).not.toEqual([])
    const rows = await searched.desk.orm.em.execute(
      'select * from search_posting where organization_id = ?',
      [LATER],
    )
    expect(rows).toEqual([])
  })
})
