import { randomUUID } from 'node:crypto'
import { describe, expect, it, onTestFinished } from 'vitest'
import { databases } from '../../test/databases.ts'
import { openTestDatabase } from '../../test/harness.ts'
import { RepeatableMigration } from './mysql/table-change.ts'

/** So many that two shards both have some: the chance of another case is 1 in 32,768. */
const TENANTS = 16
const mySql = databases.find(({ name }) => name === 'MySQL')

describe.skipIf(!mySql)('a migration on MySQL', () => {
  it('changes rows of all tenants, on every shard', async () => {
    const orm = await openTestDatabase(mySql!.url)
    onTestFinished(() => orm.close(true))
    const [before, after] = [randomUUID(), randomUUID()]
    const ids = Array.from({ length: TENANTS }, () => randomUUID())
    const insert = 'insert into organization (id, slug, name, created_at) values (?, ?, ?, now())'
    for (const id of ids) await orm.em.fork().execute(insert, [id, `o-${id}`, before])

    const migration = new (class extends RepeatableMigration {
      override up(): void {
        this.changeRows(`update organization set name = '${after}' where name = '${before}'`)
      }
    })(orm.driver, orm.config)
    migration.up()
    for (const statement of migration.getQueries()) await migration.execute(statement)

    const nameOf = async (id: string) => {
      const rows = await orm.em
        .fork()
        .execute<{ name: string }[]>('select name from organization where id = ?', [id])
      return rows[0]?.name
    }
    expect(await Promise.all(ids.map(nameOf))).toEqual(ids.map(() => after))
  })
})
