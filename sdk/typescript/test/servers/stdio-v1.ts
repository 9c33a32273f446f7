import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import { createMcpObs } from '../../src/index.ts'
import { registerTools } from '../../../../testkit/mcp/shop.ts'

const shop = new McpServer({ name: 'shop', version: '3.1.0' })
await createMcpObs().attach(shop)
registerTools(shop)
await shop.connect(new StdioServerTransport())
