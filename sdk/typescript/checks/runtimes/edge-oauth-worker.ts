import { protectResource } from '@mcp-obs/server/oauth'
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server'

interface Environment {
  MCP_OBS_DSN: string
  RESOURCE_URL: string
}

type Handler = (request: Request) => Promise<Response>

let handle: Handler | undefined

function openHandler({ MCP_OBS_DSN: dsn, RESOURCE_URL: resource }: Environment): Handler {
  const obs = protectResource({ dsn, resource })
  const handler = createMcpHandler(async () => {
    const server = new McpServer({ name: 'shop', version: '3.1.0' })
    await obs.attach(server)
    server.registerTool('search_orders', {}, () => Promise.reject(new Error('no index for 1042')))
    return server
  })
  return async (request) => {
    const metadata = obs.metadataResponse(request)
    if (metadata) return metadata
    const { authInfo, response } = await obs.authenticate(request)
    return authInfo ? handler.fetch(request, { authInfo }) : response
  }
}

export default {
  fetch(request: Request, environment: Environment): Promise<Response> {
    handle ??= openHandler(environment)
    return handle(request)
  },
}
