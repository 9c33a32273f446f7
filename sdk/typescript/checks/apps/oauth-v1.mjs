import { protectResource } from '@mcp-obs/server/oauth'
import { InvalidTokenError } from '@modelcontextprotocol/sdk/server/auth/errors.js'
import { requireBearerAuth } from '@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js'
import { createMcpExpressApp } from '@modelcontextprotocol/sdk/server/express.js'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'

const obs = protectResource({ resource: process.env.RESOURCE_URL })

async function serve(request, response) {
  const shop = new McpServer({ name: 'shop', version: '3.1.0' })
  await obs.attach(shop)
  shop.registerTool('search_orders', {}, () => Promise.reject(new Error('no index for 1042')))
  const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined })
  await shop.connect(transport)
  await transport.handleRequest(request, response, request.body)
}

const app = createMcpExpressApp()
app.use(obs.serveMetadata)
app.post('/mcp', obs.requireToken(), (request, response) => void serve(request, response))
// The SDK's own check has to know our errors for its own.
const options = obs.bearerAuthOptions((message) => new InvalidTokenError(message))
app.post('/own', requireBearerAuth(options), (request, response) => void serve(request, response))
const http = app.listen(0, '127.0.0.1', () => console.error(`http://127.0.0.1:${http.address().port}`))
