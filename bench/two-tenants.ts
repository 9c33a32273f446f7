/*
 * How long one tenant's tickets take while another tenant's statements wait for a lock.
 *
 *   MYSQL_URL=… npm run bench -- two-tenants
 */
import { type RunningServer, Staff } from '#testkit/staff/staff.ts'
import autocannon from 'autocannon'
import { createConnection, type RowDataPacket } from 'mysql2/promise'
import { median, verdict } from './measure.ts'
import { databaseKinds, startPlatform } from './platform.ts'

/** Seconds of one run, and how often each of the two takes its turn. */
const SECONDS = 6
const ROUNDS = 5
/** Connections of the tenant that is measured, and of the one that is stalled. */
const OTHER = 4
const STALLED = 50

const BODY = JSON.stringify({
  title: 'Order search fails with 500',
  description: 'I searched for order 1042 twice and got an error both times.',
  category: 'Bug Report',
})

const FIND = 'select organization_id, id from mcp_server where slug = ?'
/** In the index by which the foreign key of a ticket looks for its MCP server. */
const LOCK = `select id from mcp_server force index (mcp_server_tenant_unique)
  where organization_id = ? and id = ? for update`

for (const database of databaseKinds) {
  if (database.name === 'SQLite') {
    process.stdout.write('SQLite: skipped, it has one writer and no lock of one tenant\n')
    continue
  }
  const platform = await startPlatform(database, 'two_tenants')
  const [stalled, other] = [
    await addServer(platform.origin, 'shop'),
    await addServer(platform.origin, 'cafe'),
  ]
  const calm: number[] = []
  const beside: number[] = []
  await load(other, OTHER, 2)
  for (let round = 0; round < ROUNDS; round++) {
    calm.push((await load(other, OTHER, SECONDS)).p99)
    const unlock = await lockServer(platform.databaseUrl, stalled.slug)
    const [answers, { p99, non2xx }] = await Promise.all([
      load(stalled, STALLED, SECONDS),
      load(other, OTHER, SECONDS),
    ])
    await unlock()
    beside.push(p99)
    process.stdout.write(
      `${database.name}: calm ${calm.at(-1)} ms, beside ${p99} ms; the stalled tenant: ${answers.non2xx} refused, ` +
        `${answers['2xx']} opened; the other: ${non2xx} refused\n`,
    )
    if (answers['2xx'] > 0 || non2xx > 0) process.exitCode = 1
  }
  await platform.end()
  verdict(
    `${database.name}: p99 beside a stalled tenant to the calm one`,
    median(beside) / median(calm),
    '<=',
    2,
  )

  async function load({ host, key }: RunningServer, connections: number, duration: number) {
    const result = await autocannon({
      url: platform.origin,
      connections,
      duration,
      method: 'POST',
      requests: [
        {
          path: '/api/mcpserver/support',
          headers: { host, 'x-mcp-obs-key': key, 'content-type': 'application/json' },
          body: BODY,
        },
      ],
    })
    return { p99: result.latency.p99, non2xx: result.non2xx, '2xx': result['2xx'] }
  }
}

async function addServer(origin: string, slug: string): Promise<RunningServer> {
  return (await Staff.signUp(origin)).addServer(slug)
}

/** Makes every ticket of one MCP server wait: its row is locked, and a ticket points at it. */
async function lockServer(url: string, slug: string): Promise<() => Promise<void>> {
  const connection = await createConnection(url)
  await connection.beginTransaction()
  const [[row]] = await connection.query<RowDataPacket[]>(FIND, [slug])
  await connection.query(LOCK, [row!.organization_id, row!.id])
  return () => connection.end()
}
