/*
 * An MCP server on @modelcontextprotocol/sdk (v1) over Streamable HTTP with sessions, wearing @mcp-obs/server.
 *
 *   MCP_OBS_DSN=… PORT=3001 node examples/typescript-v1-http/server.ts
 */
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createMcpObs } from '@mcp-obs/server'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import * as z from 'zod/v4'
import { startOrderService } from '../orders-upstream.ts'

const orders = await startOrderService()

// One per process. The DSN comes from MCP_OBS_DSN.
const obs = createMcpObs()

async function createShopServer(): Promise<McpServer> {
  const server = new McpServer({ name: 'shop-orders', version: '1.0.0' })
  await obs.attach(server)

  server.registerTool(
    'get_order',
    {
      title: 'Get order',
      description: 'Returns one order by its number.',
      inputSchema: { id: z.string().describe('Order number, such as 1042') },
      annotations: { readOnlyHint: true },
    },
    async ({ id }) => ({ content: [{ type: 'text', text: JSON.stringify(await orders.find(id)) }] }),
  )

  server.registerTool(
    'search_orders',
    {
      title: 'Search orders',
      description: 'Finds orders by customer, item or number.',
      inputSchema: { query: z.string().describe('Words to look for') },
      annotations: { readOnlyHint: true },
    },
    async ({ query }) => ({ content: [{ type: 'text', text: JSON.stringify(await orders.search(query)) }] }),
  )
  return server
}

const sessions = new Map<string, StreamableHTTPServerTransport>()

/** The transport of the request's session; a request without one begins a session of its own. */
async function findTransport(request: IncomingMessage): Promise<StreamableHTTPServerTransport | undefined> {
  const id = request.headers['mcp-session-id']
  if (typeof id === 'string') return sessions.get(id)
  const transport: StreamableHTTPServerTransport = new StreamableHTTPServerTransport({
    sessionIdGenerator: randomUUID,
    onsessioninitialized: (session) => void sessions.set(session, transport),
    onsessionclosed: (session) => void sessions.delete(session),
  })
  await (await createShopServer()).connect(transport)
  return transport
}

const http = createServer(async (request, response) => {
  if (new URL(request.url ?? '/', 'http://localhost').pathname !== '/mcp') {
    response.writeHead(404).end()
    return
  }
  const transport = await findTransport(request)
  if (transport) await transport.handleRequest(request, response)
  else response.writeHead(404).end()
})

http.listen(Number(process.env['PORT'] ?? 3001), '127.0.0.1', () => {
  console.error(`shop-orders listens on http://127.0.0.1:${(http.address() as AddressInfo).port}/mcp`)
})
