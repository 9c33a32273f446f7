/*
 * What the SDK adds to a tool call, in memory, interleaved with the same server without it.
 *
 *   npm exec -- node bench/sdk-overhead.ts
 *
 * "succeeding" is a call that works; "failing" one whose handler throws, which is captured, redacted and kept.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createMcpObs } from '@mcp-obs/server'
import { Client as ClientV2 } from '@modelcontextprotocol/client'
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { InMemoryTransport as InMemoryV1 } from '@modelcontextprotocol/sdk/inMemory.js'
import { McpServer as McpServerV1 } from '@modelcontextprotocol/sdk/server/mcp.js'
import { InMemoryTransport as InMemoryV2, McpServer as McpServerV2 } from '@modelcontextprotocol/server'
import * as z from 'zod/v4'

const ROUNDS = 40
const CALLS = 250
const TARGET_US = 10

const CONFIG = {
  contract: 1,
  server: { slug: 'acme', name: 'Acme' },
  authMode: 'email',
  supportTool: {
    enabled: true,
    title: 'Contact Acme support',
    description: 'Contact Acme.',
    categories: ['Other'],
  },
  limits: { title: 200, description: 10_000, body: 65_536 },
  ttlSeconds: 60,
}

type Call = (tool: string) => Promise<unknown>
type Obs = ReturnType<typeof createMcpObs>

const input = { query: z.string() }
const succeed = () => Promise.resolve({ content: [{ type: 'text' as const, text: 'order 1042' }] })
const fail = () => Promise.reject(new Error('upstream 500'))

async function openV1(obs: Obs | undefined): Promise<Call> {
  const server = new McpServerV1({ name: 'shop', version: '1.0.0' })
  await obs?.attach(server)
  server.registerTool('succeeding', { inputSchema: input }, succeed)
  server.registerTool('failing', { inputSchema: input }, fail)
  const [near, far] = InMemoryV1.createLinkedPair()
  const client = new ClientV1({ name: 'bench', version: '1.0.0' })
  await server.connect(far)
  await client.connect(near)
  return (name) => client.callTool({ name, arguments: { query: '1042' } })
}

async function openV2(obs: Obs | undefined): Promise<Call> {
  const server = new McpServerV2({ name: 'shop', version: '1.0.0' })
  await obs?.attach(server)
  server.registerTool('succeeding', { inputSchema: z.object(input) }, succeed)
  server.registerTool('failing', { inputSchema: z.object(input) }, fail)
  const [near, far] = InMemoryV2.createLinkedPair()
  const client = new ClientV2({ name: 'bench', version: '1.0.0' })
  await server.connect(far)
  await client.connect(near)
  return (name) => client.callTool({ name, arguments: { query: '1042' } })
}

/** Microseconds of each call, one after the other. */
async function measure(call: Call, tool: string): Promise<number[]> {
  const times: number[] = []
  for (let i = 0; i < CALLS; i++) {
    const start = performance.now()
    await call(tool)
    times.push((performance.now() - start) * 1_000)
  }
  return times
}

const percentile = (times: number[], share: number): number =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length * share)] ?? 0

async function compare(plain: Call, worn: Call, tool: string): Promise<{ plain: number[]; worn: number[] }> {
  const times = { plain: [] as number[], worn: [] as number[] }
  for (let round = 0; round < ROUNDS; round++) {
    // Each round the other one goes first, so that warming up and garbage collection favour neither.
    const order = round % 2 === 0 ? (['plain', 'worn'] as const) : (['worn', 'plain'] as const)
    for (const which of order) times[which].push(...(await measure(which === 'plain' ? plain : worn, tool)))
  }
  return times
}

const platform = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(CONFIG))
})
await new Promise<void>((resolve) => platform.listen(0, '127.0.0.1', resolve))
const { port } = platform.address() as AddressInfo
const obs = createMcpObs({ dsn: `http://mok_0123456789abcdefghjkmnpqrstvwxyz@127.0.0.1:${port}` })

const rows: Record<string, string | number>[] = []
let missed = false
for (const [sdk, open] of [
  ['v1', openV1],
  ['v2', openV2],
] as const) {
  const [plain, worn] = [await open(undefined), await open(obs)]
  for (const tool of ['succeeding', 'failing']) {
    await measure(plain, tool)
    await measure(worn, tool)
    const times = await compare(plain, worn, tool)
    const added = percentile(times.worn, 0.5) - percentile(times.plain, 0.5)
    missed ||= tool === 'succeeding' && added > TARGET_US
    rows.push({
      sdk,
      call: tool,
      'without, median µs': percentile(times.plain, 0.5).toFixed(1),
      'with, median µs': percentile(times.worn, 0.5).toFixed(1),
      'added, median µs': added.toFixed(1),
      'without, p99 µs': percentile(times.plain, 0.99).toFixed(0),
      'with, p99 µs': percentile(times.worn, 0.99).toFixed(0),
    })
  }
}
platform.close()
platform.closeAllConnections()

// oxlint-disable-next-line no-console -- the table is what the bench is for
console.table(rows)
if (missed) {
  console.error(`a succeeding call takes more than ${TARGET_US} µs longer with the SDK`)
  process.exitCode = 1
}
