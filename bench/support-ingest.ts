/*
 * How many tickets the platform takes in a second, beside the same statements with the raw driver. On MySQL also two
 * processes beside one. Database, processes and the clients share the machine: with few cores, two processes show nothing.
 * Needs `npm run build:server`.
 *
 *   npm run bench -- support-ingest
 */
import { randomUUID } from 'node:crypto'
import { availableParallelism } from 'node:os'
import type { Platform } from '#testkit/platform/platform.ts'
import { startReplica } from '#testkit/platform/replica.ts'
import { Program } from '#testkit/processes/program.ts'
import { type RunningServer, Staff } from '#testkit/staff/staff.ts'
import autocannon from 'autocannon'
import { median, verdict } from './measure.ts'
import { databases, startPlatform } from './platform.ts'

/** Seconds of one run, connections, and how often both servers take their turn. */
const SECONDS = 6
const CONNECTIONS = 16
const ROUNDS = 5
/** Two for the processes, and as many for the database and for the clients. */
const ENOUGH_CORES = 6

process.env.PLATFORM_FILE = 'dist/server/main.js'

interface Target {
  url: string
  host: string
  key: string
}

interface Run {
  perSecond: number
  p99: number
}

/** A ticket as an SDK sends it, with a failing call of ordinary size. */
const BODY = JSON.stringify({
  title: 'Order search fails with 500',
  description: 'I searched for order 1042 twice and got an error both times. '.repeat(4),
  category: 'Bug Report',
  email: 'ana@example.com',
  context: {
    correlation: 'incident-id',
    incident: {
      id: 'inc_xs5q0f1j80gc4fr6',
      tool: 'search_orders',
      outcome: 'tool-error',
      startedAt: '2026-11-23T10:12:13.456Z',
      durationMs: 812,
      requestId: '17',
      arguments: { query: '1042', filters: { status: ['open', 'sent'], customer: 'c_19' } },
      result: { content: [{ type: 'text', text: 'upstream 500: the order index did not answer in time' }] },
      error: {
        name: 'UpstreamError',
        message: 'upstream 500',
        stack: `UpstreamError\n${'    at search (orders.ts:12:7)\n'.repeat(8)}`,
      },
    },
    trail: [{ tool: 'list_orders', outcome: 'ok', durationMs: 40, at: '2026-11-23T10:11:58.020Z' }],
    client: {
      name: 'claude-code',
      version: '2.1.258',
      protocolVersion: '2025-11-25',
      capabilities: ['roots'],
    },
    server: { name: 'acme-search', version: '3.1.0' },
    sdk: { name: 'mcp-obs-typescript', version: '0.1.0', language: 'typescript', runtime: 'node/26.10.0' },
    transport: 'streamable-http',
  },
})

for (const database of databases) {
  const platform = await startPlatform(database, 'ingest_platform')
  const server = await addServer(platform.origin)
  // A database each: the embedded one serves a single process.
  const migrated = await startPlatform(database, 'ingest_baseline')
  const baselineServer = await addServer(migrated.origin)
  await migrated.program.stop()
  const baseline = new Program('bench/ingest/baseline.ts', {
    env: { DATABASE_URL: migrated.databaseUrl, SLUG: baselineServer.slug },
  })
  const targets: Record<'platform' | 'baseline', Target> = {
    platform: { url: platform.origin, ...server },
    baseline: { url: await baseline.says(/listens on (\S+)/), ...baselineServer },
  }
  const runs: Record<keyof typeof targets, Run[]> = { platform: [], baseline: [] }
  await load(targets.platform, 2)
  await load(targets.baseline, 2)
  for (let round = 0; round < ROUNDS; round++) {
    runs.baseline.push(await load(targets.baseline, SECONDS))
    runs.platform.push(await load(targets.platform, SECONDS))
  }
  await baseline.stop()
  await migrated.end()
  const gain = database.name === 'MySQL' ? await compareProcesses(platform, targets.platform) : undefined
  await platform.end()

  const middle = (name: keyof typeof runs, what: keyof Run) => median(runs[name].map((run) => run[what]))
  for (const name of ['baseline', 'platform'] as const) {
    const perSecond = middle(name, 'perSecond').toFixed(0)
    process.stdout.write(`${database.name} ${name}: ${perSecond} tickets/s, p99 ${middle(name, 'p99')} ms\n`)
  }
  const share = middle('platform', 'perSecond') / middle('baseline', 'perSecond')
  verdict(`${database.name}: throughput of the raw driver`, share, '>=', 0.65)
  verdict(
    `${database.name}: p99 to the raw driver's`,
    middle('platform', 'p99') / middle('baseline', 'p99'),
    '<=',
    2,
  )
  if (gain === undefined) continue
  const what = `${database.name}: two processes to one, on ${availableParallelism()} cores`
  if (availableParallelism() >= ENOUGH_CORES) verdict(what, gain, '>=', 1.5)
  else process.stdout.write(`${what}: ${gain.toFixed(2)}\n`)
}

/** How many tickets two processes take together, of those of one, with twice as many connections for both. */
async function compareProcesses(platform: Platform, one: Target): Promise<number> {
  const replica = await startReplica(platform)
  const other = { ...one, url: replica.origin }
  const runs: Record<'one' | 'two', number[]> = { one: [], two: [] }
  await load(other, 2)
  for (let round = 0; round < ROUNDS; round++) {
    runs.one.push((await load(one, SECONDS, 2 * CONNECTIONS)).perSecond)
    const both = await Promise.all([load(one, SECONDS), load(other, SECONDS)])
    runs.two.push(both.reduce((sum, { perSecond }) => sum + perSecond, 0))
  }
  await replica.program.stop()
  return median(runs.two) / median(runs.one)
}

async function addServer(origin: string): Promise<RunningServer> {
  return (await Staff.signUp(origin)).addServer('shop')
}

async function load({ url, host, key }: Target, duration: number, connections = CONNECTIONS): Promise<Run> {
  const result = await autocannon({
    url,
    connections,
    duration,
    requests: [
      {
        method: 'POST',
        path: '/api/mcpserver/support',
        setupRequest: (request: object) => ({
          ...request,
          headers: {
            host,
            'x-mcp-obs-key': key,
            'content-type': 'application/json',
            'idempotency-key': `v1_${randomUUID()}`,
          },
          body: BODY,
        }),
      },
    ],
  })
  // The platform gives an answer within four seconds, so a stalled disk shows as a refusal here.
  if (result.non2xx + result.errors > 0) {
    process.stdout.write(`${host}: ${result.non2xx} refused, ${result.errors} failed of ${result['2xx']}\n`)
  }
  return { perSecond: result['2xx'] / result.duration, p99: result.latency.p99 }
}
