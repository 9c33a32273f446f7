/*
 * What 100,000 tool calls leave on the heap of a server that wears the SDK: nothing, and of failing calls no more than
 * its bounded store of the last ones.
 *
 *   npm run bench sdk-memory
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createMcpObs } from '@mcp-obs/server'
import { Client as ClientV2 } from '@modelcontextprotocol/client'
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { InMemoryTransport as InMemoryV1 } from '@modelcontextprotocol/sdk/inMemory.js'
import { McpServer as McpServerV1 } from '@modelcontextprotocol/sdk/server/mcp.js'
import { InMemoryTransport as InMemoryV2, McpServer as McpServerV2 } from '@modelcontextprotocol/server'
import { verdict } from './measure.ts'

const CALLS = 100_000
/** The store is full, and everything compiled, long before. */
const WARM_UP = 10_000
const MEBIBYTE = 1_048_576

const CONFIG = {
  contract: 1,
  server: { slug: 'acme', name: 'Acme' },
  authMode: 'email',
  supportTool: { enabled: true, title: 'Contact Acme', description: 'Contact Acme.', categories: ['Other'] },
  limits: { title: 200, description: 10_000, body: 65_536 },
  ttlSeconds: 60,
}

type Call = (tool: string) => Promise<unknown>
type Obs = ReturnType<typeof createMcpObs>

const succeed = () => Promise.resolve({ content: [{ type: 'text' as const, text: 'order 1042' }] })
const fail = () => Promise.reject(new Error('upstream 500'))

async function openV1(obs: Obs): Promise<Call> {
  const server = new McpServerV1({ name: 'shop', version: '1.0.0' })
  await obs.attach(server)
  server.registerTool('succeeding', {}, succeed)
  server.registerTool('failing', {}, fail)
  const [near, far] = InMemoryV1.createLinkedPair()
  const client = new ClientV1({ name: 'bench', version: '1.0.0' })
  await server.connect(far)
  await client.connect(near)
  return (name) => client.callTool({ name, arguments: { query: '1042' } })
}

async function openV2(obs: Obs): Promise<Call> {
  const server = new McpServerV2({ name: 'shop', version: '1.0.0' })
  await obs.attach(server)
  server.registerTool('succeeding', {}, succeed)
  server.registerTool('failing', {}, fail)
  const [near, far] = InMemoryV2.createLinkedPair()
  const client = new ClientV2({ name: 'bench', version: '1.0.0' })
  await server.connect(far)
  await client.connect(near)
  return (name) => client.callTool({ name, arguments: { query: '1042' } })
}

async function heapAfter(calls: number, call: Call, tool: string): Promise<number> {
  for (let i = 0; i < calls; i++) await call(tool)
  globalThis.gc?.()
  // What was registered for finalization is only let go in a later turn of the event loop.
  await new Promise((resolve) => setImmediate(resolve))
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

if (!globalThis.gc) throw new Error('This needs --expose-gc, which "npm run bench" passes')
const platform = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(CONFIG))
})
await new Promise<void>((resolve) => platform.listen(0, '127.0.0.1', resolve))
const { port } = platform.address() as AddressInfo
const obs = createMcpObs({ dsn: `http://mok_0123456789abcdefghjkmnpqrstvwxyz@127.0.0.1:${port}` })

for (const [sdk, open] of [
  ['v1', openV1],
  ['v2', openV2],
] as const) {
  const call = await open(obs)
  for (const tool of ['succeeding', 'failing']) {
    const before = await heapAfter(WARM_UP, call, tool)
    const after = await heapAfter(CALLS, call, tool)
    verdict(`${sdk}: ${CALLS} ${tool} calls, MiB of heap left behind`, (after - before) / MEBIBYTE, '<=', 2)
  }
}
platform.close()
platform.closeAllConnections()
