/*
 * Whether the memory of one process stays flat under mixed load: tickets of SDKs, a dashboard that lists, reads and changes
 * them, live streams that come and go, sign-ins of staff, refusals. A day's work of a busy desk, in 20 minutes. Of the
 * second half, it counts what a straight line through its samples gains: before, caches fill.
 *
 *   npm run bench -- memory-day
 *
 * `DAY_MINUTES` is how long it takes on each database, 20 by default.
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { sendOverHttp } from '#testkit/http/send.ts'
import type { DatabaseKind } from '#testkit/platform/database-kinds.ts'
import type { Platform } from '#testkit/platform/platform.ts'
import { freePort } from '#testkit/processes/free-port.ts'
import { PASSWORD, type RunningServer, Staff } from '#testkit/staff/staff.ts'
import { watchChanges } from '#testkit/staff/watch-changes.ts'
import { verdict } from './measure.ts'
import { databaseKinds, startPlatform } from './platform.ts'

const MINUTES = Number(process.env.DAY_MINUTES ?? 20)
const SAMPLES = 40
/** Users who report: each address counts for its quota, which takes memory for ten minutes. */
const USERS = 5_000
/** Requests of each kind that are under way at a time, with a pause after each: a desk of a few hundred tickets a minute. */
const SDKS = 4
const DESKS = 2
const PAUSE_MS = 20
/** Milliseconds after the sign-up until the process rests. */
const REST_MS = 5_000
const MIB = 2 ** 20

interface Sample {
  heap: number
  rss: number
  handles: number
}

/** One platform and who works on it. */
interface Day {
  platform: Platform
  staff: Staff
  server: RunningServer
  counts: Record<'tickets' | 'pages' | 'streams' | 'sign-ins' | 'refusals' | 'failures', number>
  end: AbortController
}

for (const database of databaseKinds) await measureDay(database)

async function measureDay(database: DatabaseKind): Promise<void> {
  const memoryPort = await freePort()
  const platform = await startPlatform(database, 'memory_day', {
    MEMORY_PORT: String(memoryPort),
    NODE_OPTIONS: `--import=${new URL('report-memory.ts', import.meta.url)}`,
  })
  const staff = await Staff.signUp(platform.origin)
  const server = await staff.addServer('shop')
  const day: Day = {
    platform,
    staff,
    server,
    counts: { tickets: 0, pages: 0, streams: 0, 'sign-ins': 0, refusals: 0, failures: 0 },
    end: new AbortController(),
  }
  await sleep(REST_MS)
  const atRest = await readSample(memoryPort)
  const load = [
    ...Array.from({ length: SDKS }, () => repeat(day, openTicket)),
    ...Array.from({ length: DESKS }, () => repeat(day, workAtDesk)),
    repeat(day, follow),
    repeat(day, signIn, 5_000),
    repeat(day, beRefused, 200),
  ]
  const samples: Sample[] = []
  for (let index = 0; index < SAMPLES; index++) {
    await sleep((MINUTES * 60_000) / SAMPLES)
    samples.push(await readSample(memoryPort))
  }
  day.end.abort()
  await Promise.all(load)
  await platform.end()
  report(database.name, day, atRest, samples)
}

function report(database: string, { counts }: Day, atRest: Sample, samples: Sample[]): void {
  const half = samples.slice(SAMPLES / 2)
  const made = Object.entries(counts).map(([what, count]) => `${count.toLocaleString('en')} ${what}`)
  process.stdout.write(`${database}, ${MINUTES} minutes: ${made.join(', ')}\n`)
  for (const part of ['heap', 'rss', 'handles'] as const) {
    const values = [atRest, samples[0]!, half[0]!, half.at(-1)!].map((sample) => sample[part].toFixed(1))
    process.stdout.write(`${part}: ${values.join(' → ')} at rest, at the start, after half, at the end\n`)
  }
  // A leak of a few bytes for each request shows here as MiB in the second half.
  const more = (what: string) => `${database}: ${what} over the second half`
  verdict(more('heap after a collection, MiB more'), growth(half, 'heap'), '<=', 2)
  verdict(more('resident memory, MiB more'), growth(half, 'rss'), '<=', 15)
  verdict(more('handles and timers, more'), growth(half, 'handles'), '<=', 3)
}

/** What a straight line through the samples gains from its beginning to its end. */
function growth(samples: Sample[], part: keyof Sample): number {
  const n = samples.length
  const meanX = (n - 1) / 2
  const meanY = samples.reduce((sum, sample) => sum + sample[part], 0) / n
  let [covariance, variance] = [0, 0]
  for (const [x, sample] of samples.entries()) {
    covariance += (x - meanX) * (sample[part] - meanY)
    variance += (x - meanX) ** 2
  }
  return (covariance / variance) * (n - 1)
}

async function repeat(day: Day, work: (day: Day) => Promise<unknown>, pauseMs = PAUSE_MS): Promise<void> {
  while (!day.end.signal.aborted) {
    // What is refused because the machine is too busy is no question of memory.
    await work(day).catch(() => day.counts.failures++)
    await sleep(pauseMs)
  }
}

async function openTicket({ server: { host, key }, counts }: Day): Promise<void> {
  const response = await sendOverHttp({
    method: 'POST',
    host,
    path: '/api/mcpserver/support',
    headers: {
      'x-mcp-obs-key': key,
      'content-type': 'application/json',
      'idempotency-key': `v1_${randomUUID()}`,
    },
    body: JSON.stringify({
      title: `Order ${counts.tickets} fails`,
      description: 'I searched for it twice and got an error both times.',
      category: 'Bug Report',
      email: `user-${counts.tickets % USERS}@example.com`,
    }),
  })
  counts[response.statusCode === 201 ? 'tickets' : 'failures']++
}

async function workAtDesk({ staff, counts }: Day): Promise<void> {
  const { visitor, org } = staff
  const filters = { status: 'open' } as const
  const page = await staff.listTickets(filters)
  await visitor.query('supportTicket.countByStatus', { org, filters })
  const row = page.tickets[Math.floor(Math.random() * page.tickets.length)]
  if (row) {
    const { reference, version } = await staff.readTicket(row.reference)
    const input = { org, reference, status: 'in_progress', expectedVersion: version }
    // The other desk may have changed it first.
    await visitor.mutate('supportTicket.updateStatus', input).catch(() => undefined)
  }
  counts.pages++
}

async function follow({ platform, staff, counts }: Day): Promise<void> {
  const { host, port } = new URL(platform.origin)
  const stream = await watchChanges({
    port: Number(port),
    host,
    cookie: staff.visitor.cookie,
    org: staff.org,
  })
  await sleep(100)
  stream.close()
  counts.streams++
}

async function signIn({ platform, staff, counts }: Day): Promise<void> {
  const { visitor } = await Staff.signIn(platform.origin, staff.email, PASSWORD)
  await visitor.mutate('account.signOut')
  counts['sign-ins']++
}

async function beRefused({ server, counts }: Day): Promise<void> {
  const headers = { 'x-mcp-obs-key': `mok_${'0'.repeat(32)}` }
  await sendOverHttp({ method: 'GET', host: server.host, path: '/api/mcpserver/config', headers })
  counts.refusals++
}

async function readSample(port: number): Promise<Sample> {
  const response = await fetch(`http://127.0.0.1:${port}`)
  const { heapUsed, rss, handles } = (await response.json()) as NodeJS.MemoryUsage & { handles: number }
  return { heap: heapUsed / MIB, rss: rss / MIB, handles }
}
