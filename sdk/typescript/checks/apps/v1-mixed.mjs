// Loads the SDK twice, as apps do whose dependencies use `require` while they use `import`.
import { createRequire } from 'node:module'
import { createMcpObs } from '@mcp-obs/server'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import { z } from 'zod'

const required = createRequire(import.meta.url)('@mcp-obs/server')
const shop = new McpServer({ name: 'shop', version: '3.1.0' })
await createMcpObs().attach(shop)
await required.createMcpObs().attach(shop)
shop.registerTool('search_orders', { inputSchema: { query: z.string().describe('A word') } }, ({ query }) =>
  Promise.reject(new Error(`no index for ${query}`)),
)
await shop.connect(required.createMcpObs().wrapTransport(new StdioServerTransport()))
