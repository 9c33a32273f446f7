import { createMcpObs } from '@mcp-obs/server'
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server'

interface Environment {
  MCP_OBS_DSN: string
}

let handler: ReturnType<typeof createMcpHandler> | undefined

function openHandler({ MCP_OBS_DSN: dsn }: Environment): ReturnType<typeof createMcpHandler> {
  const obs = createMcpObs({ dsn })
  return createMcpHandler(async () => {
    const server = new McpServer({ name: 'shop', version: '3.1.0' })
    await obs.attach(server)
    server.registerTool('search_orders', {}, () => Promise.reject(new Error('no index for 1042')))
    return server
  })
}

export default {
  fetch(request: Request, environment: Environment): Promise<Response> {
    handler ??= openHandler(environment)
    return handler.fetch(request)
  },
}
