/*
 * The packed SDK beside another vendor's instrumentation of the same server, in both orders.
 */
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Check } from '../../../../testkit/checks/run-checks.ts'
import { v1Client, v2Client } from '../../../../testkit/mcp/official-clients.ts'
import type { Staff } from '../../../../testkit/staff/staff.ts'
import { reportFailingCall } from './report-failing-call.ts'

const DELIVERY_TIMEOUT_MS = 20_000

/** @param generations the MCP SDKs that the vendor knows. */
export function checkBeside(
  install: () => Promise<string>,
  staff: Staff,
  vendor: 'sentry' | 'posthog' | 'agentcat',
  generations: ('v1' | 'v2')[],
): Check[] {
  return generations.flatMap((generation) =>
    ['first', 'last'].map((order) => ({
      name: `${vendor} ${order}, ${generation}: a ticket with the failing call, and ${vendor} gets its own`,
      async run() {
        const folder = await install()
        const sink = await openSink()
        const { dsn } = await staff.addServer(`beside-${vendor}-${generation}-${order}`)
        const args = [join(folder, 'apps/beside.mjs'), generation, vendor, order, String(sink.port)]
        // Some write a log into the home directory.
        const env = { MCP_OBS_DSN: dsn, HOME: folder }
        try {
          const client = generation === 'v1' ? v1Client : v2Client
          const connected = await client.overStdio({ command: process.execPath, args, cwd: folder, env })
          await reportFailingCall(connected, staff, { untilDone: () => sink.hasReceived() })
        } finally {
          sink.close()
        }
      },
    })),
  )
}

interface Sink {
  port: number
  /** Waits until something was delivered. */
  hasReceived(): Promise<void>
  close(): void
}

/** Takes whatever a vendor's SDK delivers. */
async function openSink(): Promise<Sink> {
  const posts: string[] = []
  const server = createServer((request, response) => {
    if (request.method === 'POST') posts.push(request.url ?? '')
    request.resume()
    request.on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    async hasReceived() {
      const deadline = Date.now() + DELIVERY_TIMEOUT_MS
      while (posts.length === 0 && Date.now() < deadline) await sleep(50)
      assert.ok(posts.length > 0, 'the other SDK delivers')
    },
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
