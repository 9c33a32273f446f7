import { randomUUID } from 'node:crypto'
import autocannon from 'autocannon'

/** Of one run, unless it says another number. */
export const CONNECTIONS = 16

/** An MCP server of a platform that runs. */
export interface Target {
  url: string
  host: string
  key: string
}

export interface Run {
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

/** Posts as many tickets as it takes in so many seconds. */
export async function load(
  { url, host, key }: Target,
  duration: number,
  connections = CONNECTIONS,
): Promise<Run> {
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
