/*
 * One process with one server that has one SDK attached, or none. It does what the bench asks for over IPC.
 *
 *   node --expose-gc --import loopback-only.ts subject.ts NAME PORT ENTRY
 */
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import * as z from 'zod/v4'
import { SUBJECTS } from './attach.ts'

/** What the bench asks for, and what it gets. */
export type Order =
  | { do: 'calls'; over: 'memory' | 'http'; tool: Tool; calls: number }
  | { do: 'many'; calls: number; withinMs: number }
  | { do: 'heap' }
  | { do: 'used' }
  | { do: 'list' }
/** The handlers of the second and of the third one throw: always the same message, and another one each time. */
export type Tool = 'get_order' | 'cancel_order' | 'refund_order'
export type Answer =
  | { times: number[] }
  | { made: number }
  | { bytes: number }
  | { micros: number }
  | { tools: unknown[] }

const TOOLS = ['get_order', 'list_orders', 'search_orders', 'cancel_order', 'refund_order']

const [name = '', port = '', entry = ''] = process.argv.slice(2)
const modules = SUBJECTS[name]?.imports ? await import(pathToFileURL(entry).href) : {}
const attach = SUBJECTS[name]!.open(modules as Record<string, unknown>, Number(port))

async function createShop(): Promise<McpServer> {
  const server = await attach(new McpServer({ name: 'shop', version: '1.0.0' }))
  for (const tool of TOOLS) {
    server.registerTool(
      tool,
      {
        title: tool.replace('_', ' '),
        description: `Does what its name says: ${tool}.`,
        inputSchema: { query: z.string().describe('Order number or words to look for') },
      },
      async ({ query }) => {
        if (tool === 'cancel_order') throw new Error('The order 1042 is on its way already')
        if (tool === 'refund_order') throw new Error(`The order ${query} was refunded already`)
        return { content: [{ type: 'text', text: 'order 1042' }] }
      },
    )
  }
  return server
}

const identity = { name: 'bench', version: '1.0.0' }

async function openInMemory(): Promise<Client> {
  const [near, far] = InMemoryTransport.createLinkedPair()
  const client = new Client(identity)
  await (await createShop()).connect(far)
  await client.connect(near)
  return client
}

async function openOverHttp(): Promise<Client> {
  const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: randomUUID })
  await (await createShop()).connect(transport)
  const http = createServer((request, response) => void transport.handleRequest(request, response))
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const client = new Client(identity)
  const { port: own } = http.address() as AddressInfo
  await client.connect(new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:${own}/mcp`)))
  return client
}

const clients = { memory: await openInMemory(), http: await openOverHttp() }
// Some learn from the list which arguments are their own, as clients make them do.
const { tools } = await clients.memory.listTools()
await clients.http.listTools()

let order = 1_042
const call = (client: Client, name: Tool = 'get_order') => {
  if (name === 'refund_order') order++
  return client.callTool({ name, arguments: { query: String(order), ...context } })
}
// Where an SDK makes one more argument required, a model passes it.
const required = tools.find((tool) => tool.name === 'get_order')?.inputSchema.required ?? []
const context = required.includes('context') ? { context: 'The user asked where order 1042 is.' } : {}

async function obey(order: Order): Promise<Answer> {
  if (order.do === 'list') return { tools }
  if (order.do === 'used') {
    const { user, system } = process.cpuUsage()
    return { micros: user + system }
  }
  if (order.do === 'heap') {
    await turn()
    globalThis.gc?.()
    return { bytes: process.memoryUsage().heapUsed }
  }
  if (order.do === 'many') {
    const deadline = performance.now() + order.withinMs
    let made = 0
    while (made < order.calls && performance.now() < deadline) {
      for (let i = 0; i < 100; i++) await call(clients.memory)
      made += 100
      // In memory nothing else would ever get its turn, such as what is to be sent.
      await turn()
    }
    return { made }
  }
  const times: number[] = []
  for (let i = 0; i < order.calls; i++) {
    const start = performance.now()
    await call(clients[order.over], order.tool)
    times.push((performance.now() - start) * 1_000)
  }
  return { times }
}

process.on('message', (order: Order) => void obey(order).then((answer) => process.send?.(answer)))
process.send?.('ready')
