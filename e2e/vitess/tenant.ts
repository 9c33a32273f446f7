import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { sendOverHttp } from '#testkit/http/send.ts'
import { SdkCaller } from '#testkit/mcp/sdk-caller.ts'
import { freePort } from '#testkit/processes/free-port.ts'
import { Program } from '#testkit/processes/program.ts'
import { type RunningServer, Staff } from '#testkit/staff/staff.ts'
import { createConnection, type RowDataPacket } from 'mysql2/promise'

/** An organization whose tickets arrive during an outage. */
export interface Tenant {
  staff: Staff
  server: RunningServer
  /** References that the platform acknowledged. */
  acknowledged: string[]
  /** How often each status was the answer. */
  answers: Map<number, number>
  withoutRetryAfter: number
}

/** Starts a platform without narrow limits. @param url of the keyspace with shards */
export async function startPlatform(url: string): Promise<{ platform: Program; origin: string }> {
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
  return { platform, origin }
}

/** Signs up until an organization is in the shard. @param shard such as `-80` */
export async function findTenant(origin: string, url: string, shard: string): Promise<Tenant> {
  const connection = await createConnection(url)
  try {
    for (;;) {
      const staff = await Staff.signUp(origin)
      const [rows] = await connection.query<RowDataPacket[]>(
        'vexplain queries select id, name from organization where slug = ?',
        [staff.org],
      )
      if (!rows.some((row) => row['keyspace'] === 'mcpobs' && row['shard'] === shard)) continue
      const server = await staff.addServer(`of-${randomUUID()}`)
      return { staff, server, acknowledged: [], answers: new Map(), withoutRetryAfter: 0 }
    }
  } finally {
    await connection.end()
  }
}

/** Posts a ticket again and again. */
export async function postTickets(tenant: Tenant, isOver: () => boolean): Promise<void> {
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

/** Reads every ticket that was acknowledged. @returns how many there are */
export async function readAcknowledged(tenants: readonly Tenant[]): Promise<number> {
  for (const { staff, acknowledged } of tenants)
    for (const reference of acknowledged) await staff.readTicket(reference)
  return tenants.reduce((sum, { acknowledged }) => sum + acknowledged.length, 0)
}

/** Answers and how many there were of each, as text. */
export function describe(answers: ReadonlyMap<number, number>): string {
  return [...answers].map(([status, count]) => `${count} × ${status}`).join(', ') || 'nothing'
}
