import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../../db/column-types.ts'
import { databases } from '../../test/databases.ts'
import { insertTickets } from '../../test/insert-tickets.ts'
import { SearchedDesk } from '../../test/searched-desk.ts'
import { queueTickets } from './search-todo.repository.ts'
import { skipWithout } from '../../test/skip-without.ts'

type Manager = SearchedDesk['desk']['orm']['em']

/** Few enough that MySQL would rather read a whole table than look up their rows. */
const TICKETS = 60

// SQLite has one writer.
const withManyWriters = databases.filter(({ name }) => name === 'MySQL')
skipWithout(withManyWriters)
describe.each(withManyWriters)('a batch of the search index on $name', ({ url }) => {
  const sent = new Set<string>()
  let searched: SearchedDesk
  /** What is locked is of another organization. */
  let other: Manager
  const theirs = newId()
  beforeEach(async () => {
    searched = await SearchedDesk.start(url, (sql) => sent.add(sql))
    const { orm, server } = searched.desk
    await insertTickets(searched.desk, server.slug, TICKETS)
    await queueAll()
    await searched.runJob()
    await queueAll()
    // Their words and what they are counted as.
    const change = 'update support_ticket set title = ?, status = ?, resolution = ? where organization_id = ?'
    await orm.em.execute(change, ['Another', 'closed', 'fixed', searched.organizationId])
    other = orm.em.fork()
    await other.begin()
    sent.clear()
  })
  afterEach(async () => {
    if (other.isInTransaction()) await other.rollback()
    await searched.closeWithoutTickets()
  })

  async function queueAll(): Promise<void> {
    const rows = await searched.rowsOf<{ id: string }>('support_ticket')
    const ids = rows.map(({ id }) => id)
    await queueTickets(searched.desk.orm.em.fork(), searched.organizationId, ids)
  }

  it.for<[string, unknown[]]>([
    ['search_ticket (organization_id, ticket_id, search_no, terms)', [theirs, newId(), 1, '[]']],
    ['insight_ticket (organization_id, ticket_id, facts)', [theirs, newId(), '{}']],
    [
      'search_posting (organization_id, term, block, tickets, docs)',
      [theirs, Buffer.from('ana'), 0, 1, Buffer.from([0, 0])],
    ],
  ])('waits for no row that another organization writes into %s', async ([into, values], { skip }) => {
    const [row] = await other.execute<{ version: string }[]>('select version() as version')
    // MariaDB has no such hint: it still reads the whole table.
    skip(row!.version.includes('MariaDB'))
    await other.execute(`insert into ${into} values (${values.map(() => '?').join(', ')})`, values)
    await searched.runJob()
    expect(await searched.rowsOf('search_todo')).toEqual([])
  })

  it('finds what it replaces by the primary key, whatever MySQL knows of the size of a table', async () => {
    await searched.runJob()
    const replacing = [...sent].filter((sql) =>
      /(?:select|delete) .*from (?:search_ticket|search_posting|insight_ticket) .*organization_id = .* in \(/.test(
        sql,
      ),
    )
    expect(replacing.length).toBeGreaterThanOrEqual(6)
    const free = replacing.filter(
      (sql) => !/force index \(primary\)|^delete \/\*\+ INDEX\(\w+ PRIMARY\) \*\//.test(sql),
    )
    expect(free).toEqual([])
  })
})
