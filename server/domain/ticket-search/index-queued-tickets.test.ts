import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FIRST_NUMBER } from '../../db/search-numbers.ts'
import { databases } from '../../test/databases.ts'
import { insertTickets } from '../../test/insert-tickets.ts'
import { SearchedDesk } from '../../test/searched-desk.ts'
import { beginRebuild, continueRebuild } from './rebuild-index.ts'

/** Milliseconds of a run: it does not come to its end. */
const SHORT = 20
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
    for (const table of ['search_state', 'search_posting'])
      await searched.desk.orm.em.execute(`delete from ${table} where organization_id = ?`, [LATER])
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
})
