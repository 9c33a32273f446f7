/*
 * An MCP server on @modelcontextprotocol/sdk (v1) whose users sign in, wearing @mcp-obs/server. On Express, over
 * Streamable HTTP without sessions.
 *
 *   MCP_OBS_DSN=… RESOURCE_URL=http://127.0.0.1:3003/mcp node examples/typescript-v1-oauth/server.ts
 */
import { protectResource } from '@mcp-obs/server/oauth'
import { createMcpExpressApp } from '@modelcontextprotocol/sdk/server/express.js'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import * as z from 'zod/v4'
import { startOrderService } from '../orders-upstream.ts'

const orders = await startOrderService()

// This server as its clients reach it, the same as in the dashboard.
const resource = new URL(process.env['RESOURCE_URL'] ?? 'http://127.0.0.1:3003/mcp')

// One per process: who may come in, and where their tickets go. The DSN comes from MCP_OBS_DSN.
const obs = protectResource({ resource, resourceName: 'Shop orders' })

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

  server.registerTool(
    'who_am_i',
    {
      title: 'Who am I',
      description: 'Returns the id of the signed-in user.',
      annotations: { readOnlyHint: true },
    },
    ({ authInfo }) => ({ content: [{ type: 'text', text: String(authInfo?.extra?.['sub']) }] }),
  )
  return server
}

// Only under its own name, and never for a web page of others: DNS rebinding goes no further.
const app = createMcpExpressApp({ allowedHosts: [resource.hostname] })
app.use((request, response, next) => {
  const { origin = resource.origin } = request.headers
  if (origin === resource.origin) next()
  else response.status(403).end()
})

// Tells clients where to sign in; then nobody passes without a token for this server.
app.use(obs.serveMetadata)
app.use(resource.pathname, obs.requireToken())

// oxlint-disable-next-line oxc/no-async-endpoint-handlers -- Express 5 takes care of rejections
app.all(resource.pathname, async (request, response) => {
  const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined })
  const server = await createShopServer()
  response.on('close', () => void server.close())
  await server.connect(transport)
  await transport.handleRequest(request, response, request.body)
})

app.listen(Number(process.env['PORT'] ?? resource.port), '127.0.0.1', (error) => {
  if (error) throw error
  console.error(`shop-orders listens on ${resource}`)
})
