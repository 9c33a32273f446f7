const { createMcpObs } = require('@mcp-obs/server')
const { McpServer } = require('@modelcontextprotocol/sdk/server/mcp.js')
const { StdioServerTransport } = require('@modelcontextprotocol/sdk/server/stdio.js')
const { z } = require('zod')

async function main() {
  const shop = new McpServer({ name: 'shop', version: '3.1.0' })
  await createMcpObs().attach(shop)
  shop.registerTool('search_orders', { inputSchema: { query: z.string().describe('A word') } }, ({ query }) =>
    Promise.reject(new Error(`no index for ${query}`)),
  )
  await shop.connect(new StdioServerTransport())
}

void main()
