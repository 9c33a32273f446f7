import { McpServer } from '@modelcontextprotocol/server'
import { serveStdio } from '@modelcontextprotocol/server/stdio'
import { createMcpObs } from '../../src/index.ts'
import { registerTools } from '../../../../testkit/mcp/shop.ts'

const obs = createMcpObs()
serveStdio(async () => {
  const shop = new McpServer({ name: 'shop', version: '3.1.0' })
  await obs.attach(shop)
  registerTools(shop)
  return shop
})
