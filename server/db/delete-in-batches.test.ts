import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../test/databases.ts'
import { openTestDatabase } from '../test/harness.ts'
import { deleteInBatches, deleteOfTenantsInBatches } from './delete-in-batches.ts'
import type { Orm } from './orm.ts'

describe.each(databases)('deleteInBatches on $name', ({ url }) => {
  let orm: Orm
  const sent: string[] = []
  beforeAll(async () => {
    orm = await openTestDatabase(url, (sql) => sent.push(sql))
    await orm.em.execute('drop table if exists batched')
    await orm.em.execute('create table batched (id integer primary key, age integer)')
    await orm.em.execute('drop table if exists batched_of_tenants')
    await orm.em.execute(
      'create table batched_of_tenants (organization_id integer, id integer, age integer, primary key (organization_id, id))',
    )
  })
  afterAll(async () => {
    await orm.em.execute('drop table batched')
    await orm.em.execute('drop table batched_of_tenants')
    await orm.close(true)
  })

  it('deletes all rows that the condition names, 1,000 in a statement, and no others', async () => {
    const rows = Array.from({ length: 2_600 }, (_, id) => `(${id}, ${id % 26})`)
    await orm.em.execute(`insert into batched (id, age) values ${rows.join(', ')}`)
    sent.length = 0
    await deleteInBatches(orm.em, { table: 'batched', key: 'id', condition: 'age >= ?' }, [1])
    expect(await orm.em.execute('select count(*) as count, max(age) as age from batched')).toEqual([
      { count: 100, age: 0 },
    ])
    expect(sent.filter((sql) => sql.startsWith('delete'))).toHaveLength(3)
  })

  it('deletes nothing when there is nothing', async () => {
    await deleteInBatches(orm.em, { table: 'batched', key: 'id', condition: 'age >= ?' }, [1])
    expect(await orm.em.execute('select count(*) as count from batched')).toEqual([{ count: 100 }])
  })

  it('deletes rows of tenants in a statement for each that names it', async () => {
    const rows = Array.from({ length: 1_500 }, (_, id) => `(${id % 3}, ${id}, ${id % 2})`)
    await orm.em.execute(
      `insert into batched_of_tenants (organization_id, id, age) values ${rows.join(', ')}`,
    )
    sent.length = 0
    await deleteOfTenantsInBatches(
      orm.em,
      { table: 'batched_of_tenants', key: 'id', condition: 'age = ?' },
      [1],
    )
    expect(await orm.em.execute('select count(*) as count, max(age) as age from batched_of_tenants')).toEqual(
      [{ count: 750, age: 0 }],
    )
    const deletes = sent.filter((sql) => sql.startsWith('delete'))
    expect(deletes).toHaveLength(3)
    for (const sql of deletes) expect(sql).toContain('where organization_id = ? and id in (')
  })
})
