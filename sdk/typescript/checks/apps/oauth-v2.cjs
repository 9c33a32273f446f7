const { createServer } = require('node:http')
const { Readable } = require('node:stream')
const { protectResource } = require('@mcp-obs/server/oauth')
const {
  createMcpHandler,
  McpServer,
  OAuthError,
  OAuthErrorCode,
  requireBearerAuth,
} = require('@modelcontextprotocol/server')

const obs = protectResource({ resource: process.env.RESOURCE_URL })
const handler = createMcpHandler(async () => {
  const shop = new McpServer({ name: 'shop', version: '3.1.0' })
  await obs.attach(shop)
  shop.registerTool('search_orders', {}, () => Promise.reject(new Error('no index for 1042')))
  return shop
})
// The SDK's own check has to know our errors for its own.
const options = obs.bearerAuthOptions((message) => new OAuthError(OAuthErrorCode.InvalidToken, message))
const ownCheck = requireBearerAuth(options)

async function serve(request) {
  const metadata = obs.metadataResponse(request)
  if (metadata) return metadata
  if (request.url.endsWith('/own')) {
    const authInfo = await ownCheck(request)
    return authInfo instanceof Response ? authInfo : handler.fetch(request, { authInfo })
  }
  const { authInfo, response } = await obs.authenticate(request)
  return authInfo ? handler.fetch(request, { authInfo }) : response
}

const http = createServer(async (incoming, outgoing) => {
  const { method, url, headers } = incoming
  const body = method === 'POST' ? { body: Readable.toWeb(incoming), duplex: 'half' } : {}
  const response = await serve(new Request(`http://127.0.0.1${url}`, { method, headers, ...body }))
  outgoing.writeHead(response.status, Object.fromEntries(response.headers))
  outgoing.end(Buffer.from(await response.arrayBuffer()))
})
http.listen(0, '127.0.0.1', () => console.error(`http://127.0.0.1:${http.address().port}`))
