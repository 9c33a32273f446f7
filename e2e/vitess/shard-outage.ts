import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { sendOverHttp } from '#testkit/http/send.ts'
import { SdkCaller } from '#testkit/mcp/sdk-caller.ts'
import { freePort } from '#testkit/processes/free-port.ts'
import { Program } from '#testkit/processes/program.ts'
import { type RunningServer, Staff } from '#testkit/staff/staff.ts'
import { createConnection, type RowDataPacket } from 'mysql2/promise'
import type { ShardProxy } from './shard-proxy.ts'

const KILLED = '-80'
const OTHER = '80-'
/** Milliseconds of an outage, and in which all must work again after it. */
const AWAY_MS = 8_000
const RECOVERY_MS = 30_000

interface Tenant {
  staff: Staff
  server: RunningServer
  /** References that the platform acknowledged. */
  acknowledged: string[]
  answers: Map<number, number>
  withoutRetryAfter: number
}

/**
 * Cuts one of two shards off while tickets arrive for both: the other tenant's all arrive, this one's are refused with 503 and
 * arrive again after, and what was acknowledged is there.
 *
 * @param url of the keyspace with shards
 * @returns what happened, in one line
 */
export async function checkShardOutage(url: string, proxy: ShardProxy): Promise<string> {
  const port = await freePort()
  const origin = `http://localhost:${port}`
  const env = {
    PORT: String(port),
    HEALTH_PORT: String(await freePort()),
    APP_ORIGIN: origin,
    BASE_DOMAIN: `localhost:${port}`,
    DATABASE_URL: url,
    SIGN_UP: 'open',
    QUOTA_SERVER_PER_MINUTE: '100000',
    QUOTA_IP_PER_MINUTE: '100000',
    QUOTA_EMAIL_PER_10_MINUTES: '100000',
    QUOTA_SIGN_UPS_PER_HOUR: '1000',
  }
  const platform = new Program('server/main.ts', { env })
  await platform.says(/Dashboard: http/)
  const killed = await findTenant(origin, url, KILLED)
  const other = await findTenant(origin, url, OTHER)

  let isOver = false
  const load = [killed, other].map((tenant) => post(tenant, () => isOver))
  await sleep(2_000)
  killed.answers.clear()
  proxy.cut(`vt_mcpobs_${KILLED}`)
  await sleep(AWAY_MS)
  const duringOutage = new Map(killed.answers)
  proxy.mend()
  const mended = Date.now()
  killed.answers.clear()
  while (!killed.answers.has(201) && Date.now() - mended < RECOVERY_MS) await sleep(100)
  const recovery = Date.now() - mended
  await sleep(2_000)
  isOver = true
  await Promise.all(load)

  assert.deepEqual([...other.answers.keys()], [201], 'the other shard is disturbed')
  assert.ok((duringOutage.get(503) ?? 0) > 0, `no 503: ${describe(duringOutage)}`)
  assert.equal(killed.withoutRetryAfter, 0, 'a 503 says nothing of when to come again')
  assert.ok(killed.answers.has(201), `the shard does not come back: ${describe(killed.answers)}`)
  for (const tenant of [killed, other]) {
    for (const reference of tenant.acknowledged) await tenant.staff.readTicket(reference)
  }
  await platform.stop()
  const kept = killed.acknowledged.length + other.acknowledged.length
  return `one shard away for ${AWAY_MS} ms: its tenant got ${describe(duringOutage)}, the other one only 201; back after ${recovery} ms, ${kept} of ${kept} acknowledged tickets are there`
}

/** Signs up until an organization is in the shard. */
async function findTenant(origin: string, url: string, shard: string): Promise<Tenant> {
  const connection = await createConnection(url)
  try {
    for (;;) {
      const staff = await Staff.signUp(origin)
      const [rows] = await connection.query<RowDataPacket[]>(
        'vexplain queries select id, name from organization where slug = ?',
        [staff.org],
      )
      if (!rows.some((row) => row['keyspace'] === 'mcpobs' && row['shard'] === shard)) continue
      const server = await staff.addServer(`of${shard}`.replaceAll(/-(?=80)|-$/g, 'x'))
      return { staff, server, acknowledged: [], answers: new Map(), withoutRetryAfter: 0 }
    }
  } finally {
    await connection.end()
  }
}

/** Posts a ticket again and again. */
async function post(tenant: Tenant, isOver: () => boolean): Promise<void> {
  const sdk = new SdkCaller(sendOverHttp, tenant.server)
  for (let count = 0; !isOver(); count++) {
    const body = { title: `Order ${count}`, description: 'It fails.', category: 'Bug Report' }
    const response = await sdk.openTicket({ ...body, email: 'ana@example.com' })
    const { statusCode, headers } = response
    tenant.answers.set(statusCode, (tenant.answers.get(statusCode) ?? 0) + 1)
    if (statusCode === 201) {
      tenant.acknowledged.push(response.json<{ ticket: { reference: string } }>().ticket.reference)
    }
    if (statusCode === 503 && headers['retry-after'] === undefined) tenant.withoutRetryAfter++
    await sleep(100)
  }
}

function describe(answers: ReadonlyMap<number, number>): string {
  return [...answers].map(([status, count]) => `${count} × ${status}`).join(', ') || 'nothing'
}
