/*
 * An MCP server on @modelcontextprotocol/server (v2) whose users sign in, wearing @mcp-obs/server. On a fetch handler, as
 * it would run on an edge runtime too; here served by Node, to both protocol eras.
 *
 *   MCP_OBS_DSN=… RESOURCE_URL=http://127.0.0.1:3004/mcp node examples/typescript-v2-oauth/server.ts
 */
import { createServer } from 'node:http'
import { protectResource } from '@mcp-obs/server/oauth'
import { toNodeHandler } from '@modelcontextprotocol/node'
import {
  createMcpHandler,
  hostHeaderValidationResponse,
  McpServer,
  originValidationResponse,
} from '@modelcontextprotocol/server'
import * as z from 'zod/v4'
import { startOrderService } from '../orders-upstream.ts'

const orders = await startOrderService()

// This server as its clients reach it, the same as in the dashboard.
const resource = new URL(process.env['RESOURCE_URL'] ?? 'http://127.0.0.1:3004/mcp')

// One per process: who may come in, and where their tickets go. The DSN comes from MCP_OBS_DSN.
const obs = protectResource({ resource, resourceName: 'Shop orders' })

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

  server.registerTool(
    'who_am_i',
    {
      title: 'Who am I',
      description: 'Returns the id of the signed-in user.',
      annotations: { readOnlyHint: true },
    },
    ({ http }) => ({ content: [{ type: 'text', text: String(http?.authInfo?.extra?.['sub']) }] }),
  )
  return server
})

async function serve(request: Request): Promise<Response> {
  // Only under its own name, and never for a web page of others: DNS rebinding goes no further.
  const stranger =
    hostHeaderValidationResponse(request, [resource.hostname]) ??
    originValidationResponse(request, [resource.hostname])
  if (stranger) return stranger

  // Tells clients where to sign in; then nobody passes without a token for this server.
  const metadata = obs.metadataResponse(request)
  if (metadata) return metadata
  const { authInfo, response } = await obs.authenticate(request)
  if (!authInfo) return response

  if (new URL(request.url).pathname !== resource.pathname) return new Response(null, { status: 404 })
  return handler.fetch(request, { authInfo })
}

const http = createServer(toNodeHandler({ fetch: serve }))

http.listen(Number(process.env['PORT'] ?? resource.port), '127.0.0.1', () => {
  console.error(`shop-orders listens on ${resource}`)
})
