/*
 * An MCP server on @modelcontextprotocol/server (v2) over HTTP, serving both protocol eras without sessions, wearing
 * @mcp-obs/server.
 *
 *   MCP_OBS_DSN=… PORT=3002 node examples/typescript-v2-http/server.ts
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createMcpObs } from '@mcp-obs/server'
import { toNodeHandler } from '@modelcontextprotocol/node'
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server'
import * as z from 'zod/v4'
import { startOrderService } from '../orders-upstream.ts'

const orders = await startOrderService()

// One per process. The DSN comes from MCP_OBS_DSN.
const obs = createMcpObs()

const handler = createMcpHandler(async () => {
  const server = new McpServer({ name: 'shop-orders', version: '1.0.0' })
  await obs.attach(server)

  server.registerTool(
    'get_order',
    {
      title: 'Get order',
      description: 'Returns one order by its number.',
      inputSchema: z.object({ id: z.string().describe('Order number, such as 1042') }),
      annotations: { readOnlyHint: true },
    },
    async ({ id }) => ({ content: [{ type: 'text', text: JSON.stringify(await orders.find(id)) }] }),
  )

  server.registerTool(
    'search_orders',
    {
      title: 'Search orders',
      description: 'Finds orders by customer, item or number.',
      inputSchema: z.object({ query: z.string().describe('Words to look for') }),
      annotations: { readOnlyHint: true },
    },
    async ({ query }) => ({ content: [{ type: 'text', text: JSON.stringify(await orders.search(query)) }] }),
  )
  return server
})

const mcp = toNodeHandler(handler)

const http = createServer(async (request, response) => {
  if (new URL(request.url ?? '/', 'http://localhost').pathname === '/mcp') await mcp(request, response)
  else response.writeHead(404).end()
})

http.listen(Number(process.env['PORT'] ?? 3002), '127.0.0.1', () => {
  console.error(`shop-orders listens on http://127.0.0.1:${(http.address() as AddressInfo).port}/mcp`)
})
