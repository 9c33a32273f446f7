const { createMcpObs } = require('@mcp-obs/server')
const { McpServer } = require('@modelcontextprotocol/server')
const { serveStdio } = require('@modelcontextprotocol/server/stdio')
const { z } = require('zod')

const obs = createMcpObs()
serveStdio(async () => {
  const shop = new McpServer({ name: 'shop', version: '3.1.0' })
  await obs.attach(shop)
  shop.registerTool('search_orders', { inputSchema: z.object({ query: z.string() }) }, ({ query }) =>
    Promise.reject(new Error(`no index for ${query}`)),
  )
  return shop
})
