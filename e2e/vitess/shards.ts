import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise'

const DIRECTORY = new URL('../../server/db/vitess/mcpobs_global/directory.sql', import.meta.url)
const DUPLICATE = 'ER_DUP_ENTRY'
/** The number with which vtgate refuses a transaction over two databases. */
const INTERRUPTED = 1317
/** So many that they are not all in one shard: the chance is 1 in 32,768. */
const ORGANIZATIONS = 16

/** Makes the directories, which must be there before the first row. @param url of the keyspace without shards */
export async function makeDirectories(url: string): Promise<void> {
  const connection = await createConnection({ uri: url, multipleStatements: true })
  await connection.query(readFileSync(DIRECTORY, 'utf8'))
  await connection.end()
}

/**
 * Checks on two shards what the platform relies on: slugs, keys and tokens are unique over both, a look-up of a server and its key reaches one shard,
 * a statement that names no organization is refused, and so is a transaction over both, or over both keyspaces.
 *
 * @param url of the keyspace with shards, which has the schema, behind a vtgate with --no-scatter and --transaction-mode=SINGLE
 */
export async function checkShards(url: string): Promise<void> {
  const connection = await createConnection(url)
  const ids = Array.from({ length: ORGANIZATIONS }, () => randomUUID())
  for (const id of ids) {
    await connection.query(INSERT_ORGANIZATION, [id, `o-${id}`])
    await connection.query(INSERT_SERVER, [id, id, `s-${id}`])
  }
  const inShard = new Map<string, string>()
  for (const id of ids)
    for (const { shard } of await explain(connection, 'id = ?', [id])) inShard.set(shard, id)
  assert.deepEqual([...inShard.keys()].sort(), ['-80', '80-'])

  const hash = randomBytes(32)
  await checkUnique('the slug of an organization', ids, () =>
    connection.query(INSERT_ORGANIZATION, [randomUUID(), 'acme']),
  )
  await checkUnique('the slug of an MCP server', ids, (id) =>
    connection.query(INSERT_SERVER, [randomUUID(), id, 'acme']),
  )
  await checkUnique('a server key', ids, (id) => connection.query(INSERT_KEY, [randomUUID(), id, id, hash]))
  await checkUnique('an access token', ids, (id) => connection.query(INSERT_TOKEN, [randomUUID(), id, hash]))
  const reads = await explain(connection, SERVER_AND_KEY, [ids[0], 'acme'])
  assert.equal(reads.length, 1)

  await assert.rejects(connection.query('select count(*) from support_ticket'), /scatter/)
  const [one, other] = inShard.values()
  await checkTransaction(connection, one!, RENAME, ['Other', other])
  await checkTransaction(connection, one!, `insert into platform_state (name) values (?)`, ['Other'])
  await connection.end()
}

/**
 * Begins a transaction in one shard and goes on in another database. That is refused, and a commit writes nothing.
 *
 * @param id an organization of the one shard
 * @param second a statement for the other database
 */
async function checkTransaction(
  connection: Connection,
  id: string,
  second: string,
  values: unknown[],
): Promise<void> {
  await connection.query('begin')
  await connection.query(RENAME, ['Other', id])
  await assert.rejects(connection.query(second, values), {
    errno: INTERRUPTED,
    message: /multi-db transaction/,
  })
  await connection.query('commit')
  const written = [
    `select /*vt+ ALLOW_SCATTER */ count(*) as count from organization where name = 'Other'`,
    `select count(*) as count from platform_state where name = 'Other'`,
  ]
  for (const query of written) {
    const [rows] = await connection.query<RowDataPacket[]>(query)
    assert.equal(Number(rows[0]!['count']), 0, `something is written: ${query}`)
  }
}

/** Inserts the same for an organization of each shard: the first one is taken, and all others are told so. */
async function checkUnique(
  what: string,
  ids: readonly string[],
  insert: (id: string) => Promise<unknown>,
): Promise<void> {
  const [first, ...others] = ids
  await insert(first!)
  for (const id of others)
    await assert.rejects(insert(id), { code: DUPLICATE }, `${what} is free in another shard`)
}

const INSERT_ORGANIZATION = `insert into organization (id, slug, name, created_at) values (?, ?, 'Acme', now(3))`

const RENAME = 'update organization set name = ? where id = ?'

const INSERT_SERVER = `insert into mcp_server (id, organization_id, slug, name, description, created_at, updated_at)
  values (?, ?, ?, 'Acme', '', now(3), now(3))`

const INSERT_KEY = `insert into server_key (id, organization_id, mcp_server_id, key_hash, hint, created_by_account_id, created_at)
  values (?, ?, ?, ?, '', '', now(3))`

const INSERT_TOKEN = `insert into access_token
  (id, organization_id, account_id, membership_id, token_hash, hint, name, scopes, created_at, expires_at)
  values (?, ?, '', '', ?, '', '', '', now(3), now(3))`

const SERVER_AND_KEY = `select s.id, k.id from mcp_server s
  left join server_key k on k.organization_id = s.organization_id and k.key_hash = 'x' where s.organization_id = ? and s.slug = ?`

/** The statements that vtgate sends for one. @param query a query, or a condition on `organization` */
async function explain(
  connection: Connection,
  query: string,
  values: unknown[],
): Promise<{ keyspace: string; shard: string }[]> {
  const whole = query.startsWith('select') ? query : `select id from organization where ${query}`
  const [rows] = await connection.query<RowDataPacket[]>(`vexplain queries ${whole}`, values)
  return rows.map(({ keyspace, shard }) => ({ keyspace: String(keyspace), shard: String(shard) }))
}
