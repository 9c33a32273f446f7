import { createMcpObs } from '@mcp-obs/server'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import { z } from 'zod'

const shop = new McpServer({ name: 'shop', version: '3.1.0' })
await createMcpObs().attach(shop)
shop.registerTool('search_orders', { inputSchema: { query: z.string().describe('A word') } }, ({ query }) =>
  Promise.reject(new Error(`no index for ${query}`)),
)
await shop.connect(new StdioServerTransport())
