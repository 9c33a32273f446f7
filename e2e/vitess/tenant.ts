import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { sendOverHttp } from '#testkit/http/send.ts'
import { SdkCaller } from '#testkit/mcp/sdk-caller.ts'
import type { DatabaseKind } from '#testkit/platform/database-kinds.ts'
import { Platform } from '#testkit/platform/platform.ts'
import { type RunningServer, Staff } from '#testkit/staff/staff.ts'
import { createConnection, type RowDataPacket } from 'mysql2/promise'

/** An answer to a ticket. Times are milliseconds. */
export interface Answer {
  sentAt: number
  answeredAt: number
  status: number
  /** Of a ticket that the platform acknowledged. */
  reference?: string
}

/** An organization whose tickets arrive during an outage. */
export interface Tenant {
  staff: Staff
  server: RunningServer
  /** In the order in which they came. */
  answers: Answer[]
  withoutRetryAfter: number
}

/** @param url of the keyspace with shards, where it is migrated already */
export function startPlatform(url: string): Promise<Platform> {
  const onShards: DatabaseKind = { name: 'MySQL', create: async () => ({ url, drop: async () => {} }) }
  return Platform.start({ QUOTA_SIGN_UPS_PER_HOUR: '1000' }, onShards)
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
      return { staff, server, answers: [], withoutRetryAfter: 0 }
    }
  } finally {
    await connection.end()
  }
}

/**
 * Posts tickets of each tenant again and again.
 *
 * @returns ends it, and throws what has failed meanwhile
 */
export function startLoad(tenants: readonly Tenant[]): () => Promise<void> {
  let isOver = false
  const load = Promise.all(tenants.map((tenant) => postTickets(tenant, () => isOver)))
  // Whoever fails before the end of the load does not wait for it.
  load.catch(() => {})
  return async () => {
    isOver = true
    await load
  }
}

async function postTickets(tenant: Tenant, isOver: () => boolean): Promise<void> {
  const sdk = new SdkCaller(sendOverHttp, tenant.server)
  for (let count = 0; !isOver(); count++) {
    const body = { title: `Order ${count}`, description: 'It fails.', category: 'Bug Report' }
    const sentAt = Date.now()
    const response = await sdk.openTicket({ ...body, email: 'ana@example.com' })
    const { statusCode: status, headers } = response
    tenant.answers.push({
      sentAt,
      answeredAt: Date.now(),
      status,
      ...(status === 201 && {
        reference: response.json<{ ticket: { reference: string } }>().ticket.reference,
      }),
    })
    if (status === 503 && headers['retry-after'] === undefined) tenant.withoutRetryAfter++
    await sleep(100)
  }
}

/** What a tenant was told before, during and after an outage. */
export interface OutageAnswers {
  before: Answer[]
  /** The one that was on its way when the outage began. It may have been written, and then the platform says 500. */
  onItsWay: Answer[]
  /** Sent and answered while the database was away for certain. */
  during: Answer[]
  after: Answer[]
}

/** @param began when the outage did @param ended until when it lasted for certain */
export function splitAnswers({ answers }: Tenant, began: number, ended: number): OutageAnswers {
  const sent = answers.filter(({ sentAt }) => sentAt >= began)
  return {
    before: answers.filter(({ answeredAt }) => answeredAt < began),
    onItsWay: answers.filter(({ sentAt, answeredAt }) => sentAt < began && answeredAt >= began),
    during: sent.filter(({ answeredAt }) => answeredAt <= ended),
    after: sent.filter(({ answeredAt }) => answeredAt > ended),
  }
}

/**
 * Checks what a tenant was told whose database was away: all tickets before it arrived, all during it were refused with 503, and after it
 * they arrive again, with no other answer than these.
 */
export function assertHit({ before, onItsWay, during, after }: OutageAnswers): void {
  assertOnly(before, [201], 'before the outage')
  assertOnly(onItsWay, [201, 500, 503], 'as the outage began')
  assertOnly(during, [503], 'during the outage')
  assertOnly(after, [201, 503], 'after the outage')
  assert.ok(
    before.length > 0 && during.length > 0,
    `before: ${describe(before)}; during: ${describe(during)}`,
  )
  assert.equal(after.at(-1)?.status, 201, `the last answers: ${describe(after.slice(-5))}`)
}

/** @param when as a message says it */
export function assertOnly(answers: readonly Answer[], statuses: readonly number[], when: string): void {
  const others = answers.filter(({ status }) => !statuses.includes(status))
  assert.deepEqual(others, [], `${when}, only ${statuses.join(' or ')} is right: ${describe(answers)}`)
}

/**
 * Reads every ticket that was acknowledged, and counts all: nothing that was refused with 503 was written.
 *
 * @returns how many were acknowledged
 */
export async function readAcknowledged(tenants: readonly Tenant[]): Promise<number> {
  let sum = 0
  for (const { staff, answers } of tenants) {
    const references = answers.flatMap(({ reference }) => reference ?? [])
    for (const reference of references) await staff.readTicket(reference)
    const unknown = answers.filter(({ status }) => status === 500).length
    const open = await staff.countOpen()
    assert.ok(
      open >= references.length && open <= references.length + unknown,
      `${open} tickets are there, ${references.length} were acknowledged, and of ${unknown} nobody knows`,
    )
    sum += references.length
  }
  return sum
}

/** Statuses and how many there were of each, as text. */
export function describe(answers: readonly Answer[]): string {
  const statuses = Map.groupBy(answers, ({ status }) => status)
  return [...statuses].map(([status, { length }]) => `${length} × ${status}`).join(', ') || 'nothing'
}
