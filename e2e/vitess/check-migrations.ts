import assert from 'node:assert/strict'
import { createConnection, type ResultSetHeader, type RowDataPacket } from 'mysql2/promise'
import { runOrThrow } from '#testkit/processes/program.ts'

/** Migrations that are reverted. The one before makes a foreign key to another keyspace, which Vitess refuses. */
const REVERTED = 3
const MIGRATE_MS = 120_000
/** As vtgate names a shard for a session. */
const DATABASES = ['mcpobs:-80', 'mcpobs:80-', 'mcpobs_global']

/** A character set that is the table's, and the number of the next row. */
const IGNORED = / CHARACTER SET utf8mb4(?= COLLATE)| AUTO_INCREMENT=\d+/g

/** As `changeRows` of a migration writes it. */
const CHANGE_ROWS =
  "update /*vt+ ALLOW_SCATTER MULTI_SHARD_AUTOCOMMIT=1 */ organization set name = concat(name, '!')"

/**
 * Reverts the newest migrations through vtgate, and applies them again: all shards have the tables that they had. And changes rows
 * of all tenants, as migrations do.
 *
 * @param url of the keyspace with shards, which has rows in both
 */
export async function checkMigrations(url: string): Promise<string> {
  const before = await readTables(url)
  const env = { DATABASE_URL: url }
  for (let turn = 0; turn < REVERTED; turn++)
    await runOrThrow('server/cli/db.ts', { args: ['rollback', '--yes'], env }, MIGRATE_MS)
  const between = await readTables(url)
  assert.notDeepEqual(between, before)
  const output = await runOrThrow('server/cli/db.ts', { args: ['migrate'], env }, MIGRATE_MS)
  assert.deepEqual(await readTables(url), before)

  const connection = await createConnection(url)
  const [rows] = await connection.query<RowDataPacket[]>(
    'select /*vt+ ALLOW_SCATTER */ count(*) as count from organization',
  )
  const [{ affectedRows }] = await connection.query<ResultSetHeader>(CHANGE_ROWS)
  await connection.end()
  assert.equal(affectedRows, Number(rows[0]!.count))
  return output.trim()
}

/** The statement that makes each table, by shard, without what says the same in two ways. */
async function readTables(url: string): Promise<Record<string, string[]>> {
  const tables: Record<string, string[]> = {}
  for (const database of DATABASES) {
    const connection = await createConnection({ uri: url, database })
    const [rows] = await connection.query<RowDataPacket[]>('show tables')
    tables[database] = []
    for (const name of rows.map((row) => String(Object.values(row)[0])).toSorted()) {
      const [[made]] = await connection.query<RowDataPacket[]>(`show create table \`${name}\``)
      tables[database].push(String(made!['Create Table']).replaceAll(IGNORED, ''))
    }
    await connection.end()
  }
  return tables
}
