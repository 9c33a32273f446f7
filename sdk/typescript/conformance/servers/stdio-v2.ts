import { createMcpObs } from '@mcp-obs/server'
import { McpServer } from '@modelcontextprotocol/server'
import { serveStdio } from '@modelcontextprotocol/server/stdio'

const obs = createMcpObs()
serveStdio(
  obs.wrapFactory(() => {
    const server = new McpServer({ name: 'shop-orders', version: '1.0.0' })
    server.registerTool('search_orders', {}, () => Promise.reject(new Error('search index unavailable')))
    return server
  }),
)
