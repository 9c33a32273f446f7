import { createMcpObs } from '@mcp-obs/server'
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server'
// @ts-expect-error -- a module of the runtime
import { env } from 'cloudflare:workers'

// Outside of a request, a worker may neither use the network nor make random numbers.
const obs = createMcpObs({ dsn: (env as { MCP_OBS_DSN: string }).MCP_OBS_DSN })

export default createMcpHandler(async () => {
  const server = new McpServer({ name: 'shop', version: '3.1.0' })
  await obs.attach(server)
  server.registerTool('search_orders', {}, () => Promise.reject(new Error('no index for 1042')))
  return server
})
