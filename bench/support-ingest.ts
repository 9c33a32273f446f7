import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import autocannon from 'autocannon'
import { databaseName, emptyDatabases } from './databases.ts'
import { median, verdict } from './measure.ts'

/** Seconds of one run, connections, and how often both servers take their turn. */
const SECONDS = 6
const CONNECTIONS = 16
const ROUNDS = 5

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

// A database each: the embedded one serves a single process.
const baselines = await emptyDatabases('ingest-baseline')
for (const [index, url] of (await emptyDatabases('ingest-platform')).entries()) {
  const platform = await startTarget('platform', url)
  const baseline = await startTarget('baseline', baselines[index] ?? url)
  const runs: Record<'platform' | 'baseline', Run[]> = { platform: [], baseline: [] }
  await load(platform.target, 2)
  await load(baseline.target, 2)
  for (let round = 0; round < ROUNDS; round++) {
    runs.baseline.push(await load(baseline.target, SECONDS))
    runs.platform.push(await load(platform.target, SECONDS))
  }
  for (const { child } of [platform, baseline]) {
    child.kill('SIGTERM')
    await once(child, 'exit')
  }

  const database = databaseName(url)
  const middle = (name: keyof typeof runs, what: keyof Run) => median(runs[name].map((run) => run[what]))
  for (const name of ['baseline', 'platform'] as const) {
    const perSecond = middle(name, 'perSecond').toFixed(0)
    process.stdout.write(`${database} ${name}: ${perSecond} tickets/s, p99 ${middle(name, 'p99')} ms\n`)
  }
  const share = middle('platform', 'perSecond') / middle('baseline', 'perSecond')
  verdict(`${database}: throughput of the raw driver`, share, '>=', 0.35)
  verdict(
    `${database}: p99 to the raw driver's`,
    middle('platform', 'p99') / middle('baseline', 'p99'),
    '<=',
    6,
  )
}

/** Starts `bench/ingest/<name>.ts`, which prints its `Target` as JSON when it listens. */
async function startTarget(
  name: string,
  databaseUrl: string,
): Promise<{ child: ChildProcess; target: Target }> {
  const child = spawn(process.execPath, [`bench/ingest/${name}.ts`], {
    env: { ...process.env, DATABASE_URL: databaseUrl },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  process.once('exit', () => child.kill())
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  return { child, target: JSON.parse(line.toString()) as Target }
}

async function load({ url, host, key }: Target, duration: number): Promise<Run> {
  const result = await autocannon({
    url,
    connections: CONNECTIONS,
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
