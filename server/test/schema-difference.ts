import { createConnection } from 'mysql2/promise'
import type { Orm } from '../db/orm.ts'
import { LEASE_TABLE } from '../db/migration-lease.ts'
import { mySqlUrl } from './databases.ts'

/** Tables that no entity describes. */
const UNDESCRIBED = ['mikro_orm_migrations', LEASE_TABLE]

/**
 * What the migrated database and the entities do not have in common. MikroORM's own comparison misreads MariaDB, so
 * both schemas are read back from the database that made them.
 *
 * @param database its name
 */
export async function differenceOnMySql(orm: Orm, database: string): Promise<string> {
  const twin = `${database}_entities`
  const connection = await createConnection({ uri: mySqlUrl('mysql'), multipleStatements: true })
  await connection.query(`drop database if exists ${twin}; create database ${twin}; use ${twin}`)
  await connection.query(await orm.schema.getCreateSchemaSQL())
  await connection.end()
  const [migrated, described] = [await describeSchema(database), await describeSchema(twin)]
  const missing = described.filter((line) => !migrated.includes(line))
  const superfluous = migrated.filter((line) => !described.includes(line))
  return [
    ...missing.map((line) => `missing: ${line}`),
    ...superfluous.map((line) => `superfluous: ${line}`),
  ].join('\n')
}

async function describeSchema(database: string): Promise<string[]> {
  const connection = await createConnection(mySqlUrl('mysql'))
  const [columns] = await connection.query(
    `select table_name, column_name, column_type, is_nullable, column_default, collation_name
     from information_schema.columns where table_schema = ? and table_name not in (?)
     order by table_name, column_name`,
    [database, UNDESCRIBED],
  )
  const [indexes] = await connection.query(
    `select table_name, index_name, seq_in_index, column_name, non_unique
     from information_schema.statistics where table_schema = ? and table_name not in (?)
     order by table_name, index_name, seq_in_index`,
    [database, UNDESCRIBED],
  )
  await connection.end()
  return [...(columns as object[]), ...(indexes as object[])].map((row) => JSON.stringify(row))
}
