import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { createConnection, type RowDataPacket } from 'mysql2/promise'
import { runOrThrow } from '#testkit/processes/program.ts'

/** Migrations that are reverted. The one before makes a foreign key to another keyspace, which Vitess refuses. */
const REVERTED = 5
const MIGRATE_MS = 120_000
/** As vtgate names a shard for a session. */
const SHARDS = ['mcpobs:-80', 'mcpobs:80-'] as const
const DATABASES = [...SHARDS, 'mcpobs_global']

/** A character set that is the table's, and the number of the next row. */
const IGNORED = / CHARACTER SET utf8mb4(?= COLLATE)| AUTO_INCREMENT=\d+/g

/** Rows of the table that goes, each of another tenant. */
const ROWS = 16
const INSERT = `insert into change_event (organization_id, at, id, message) values (?, now(3), ?, '')`

/**
 * Reverts the newest migrations through vtgate, and applies them again: both shards have the same tables at each step, each database
 * has others when all are reverted, and then the tables that it had. A table that goes has rows on both shards, which are counted before.
 *
 * @param url of the keyspace with shards
 * @returns what was reverted and applied again
 */
export async function checkMigrations(url: string): Promise<string> {
  const before = await readTables(url)
  const rows = await insertRows(url)
  const env = { DATABASE_URL: url }
  let reverted = ''
  for (let turn = 0; turn < REVERTED; turn++) {
    reverted += await runOrThrow('server/cli/db.ts', { args: ['rollback', '--yes'], env }, MIGRATE_MS)
    await readTables(url)
  }
  const between = await readTables(url)
  for (const database of DATABASES)
    assert.notDeepEqual(between[database], before[database], `nothing was reverted in ${database}`)
  assert.ok(
    reverted.includes(`  table change_event (rows: ${rows})\n`),
    `not all rows are counted: ${reverted}`,
  )
  const applied = await runOrThrow('server/cli/db.ts', { args: ['migrate'], env }, MIGRATE_MS)
  assert.deepEqual(await readTables(url), before)

  const names = [...reverted.matchAll(/^Reverted: (.*)$/gm)].map(([, name]) => name!)
  assert.equal(names.length, REVERTED)
  assert.equal(applied.trim(), `Applied: ${names.toReversed().join(', ')}`)
  return `reverted and applied again: ${names.join(', ')}`
}

/** Inserts rows into both shards. @returns how many rows the table has */
async function insertRows(url: string): Promise<number> {
  const connection = await createConnection(url)
  for (let row = 0; row < ROWS; row++) await connection.query(INSERT, [randomUUID(), randomUUID()])
  await connection.end()
  let sum = 0
  for (const database of SHARDS) {
    const shard = await createConnection({ uri: url, database })
    const [[counted]] = await shard.query<RowDataPacket[]>('select count(*) as count from change_event')
    await shard.end()
    assert.ok(Number(counted!['count']) > 0, `${database} has no rows`)
    sum += Number(counted!['count'])
  }
  return sum
}

/**
 * The statement that makes each table, by shard, without what says the same in two ways.
 *
 * @throws when the shards do not have the same tables
 */
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
  const [one, other] = SHARDS.map((shard) => tables[shard])
  assert.deepEqual(one, other, 'the shards do not have the same tables')
  return tables
}
