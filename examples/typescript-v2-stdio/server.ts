/*
 * An MCP server on @modelcontextprotocol/server (v2) over stdio, serving both protocol eras, wearing @mcp-obs/server.
 *
 *   MCP_OBS_DSN=… node examples/typescript-v2-stdio/server.ts
 */
import { createMcpObs } from '@mcp-obs/server'
import { McpServer } from '@modelcontextprotocol/server'
import { serveStdio } from '@modelcontextprotocol/server/stdio'
import * as z from 'zod/v4'
import { startOrderService } from '../orders-upstream.ts'

const orders = await startOrderService()

// One per process. The DSN comes from MCP_OBS_DSN.
const obs = createMcpObs()

serveStdio(async () => {
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
