import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'

const server = new McpServer({ name: 'shop', version: '1.0.0' })
server.registerTool('search_orders', { description: 'Finds orders.' }, () =>
  Promise.reject(new Error('The order service answers 500')),
)
await server.connect(new StdioServerTransport())
