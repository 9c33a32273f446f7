import { DatabaseSync } from 'node:sqlite'
import { CompiledQuery } from 'kysely'
import { expect, it } from 'vitest'
import { SqliteStatements } from './sqlite-statements.ts'

const MIB = 2 ** 20

it('keeps no values of batches, each of which has a size of its own', () => {
  const database = new DatabaseSync(':memory:')
  database.exec('create table kept (id integer, docs blob)')
  const statements = new SqliteStatements(database)
  const docs = Buffer.alloc(4_096)
  const insert = (rows: number) => {
    const values = Array.from({ length: rows }, (_, index) => [index, docs])
    const places = values.map(() => '(?, ?)').join(', ')
    statements.run(CompiledQuery.raw(`insert into kept (id, docs) values ${places}`, values.flat()))
    statements.run(CompiledQuery.raw('delete from kept'))
  }
  insert(300)
  const before = process.memoryUsage.rss()
  for (let rows = 100; rows < 300; rows++) insert(rows)
  expect((process.memoryUsage.rss() - before) / MIB).toBeLessThan(30)
  database.close()
})

it('runs a statement again after others have taken its place', () => {
  const statements = new SqliteStatements(new DatabaseSync(':memory:'))
  const numberOf = (index: number) =>
    statements.run(CompiledQuery.raw(`select ? as found, ${index}`, [index])).rows[0]
  for (let index = 0; index < 600; index++) expect(numberOf(index)).toMatchObject({ found: index })
  expect(numberOf(0)).toMatchObject({ found: 0 })
})
