/*
 * An MCP server on @modelcontextprotocol/sdk (v1) over stdio, wearing @mcp-obs/server.
 *
 *   MCP_OBS_DSN=… node examples/typescript-v1-stdio/server.ts
 */
import { createMcpObs } from '@mcp-obs/server'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import * as z from 'zod/v4'
import { startOrderService } from '../orders-upstream.ts'

const orders = await startOrderService()
const server = new McpServer({ name: 'shop-orders', version: '1.0.0' })

// The two lines that bring the support tool. The DSN comes from MCP_OBS_DSN.
const obs = createMcpObs()
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

await server.connect(new StdioServerTransport())
