// A server with the SDK and another vendor's instrumentation, which delivers to a port of this machine.
//
//   beside.mjs v1|v2 sentry|posthog|agentcat first|last PORT
import { createMcpObs } from '@mcp-obs/server'

const [generation, vendor, order, port] = process.argv.slice(2)

const GENERATIONS = {
  v1: async () => ({
    ...(await import('@modelcontextprotocol/sdk/server/mcp.js')),
    ...(await import('@modelcontextprotocol/sdk/server/stdio.js')),
  }),
  v2: async () => ({
    ...(await import('@modelcontextprotocol/server')),
    ...(await import('@modelcontextprotocol/server/stdio')),
  }),
}

const VENDORS = {
  async sentry(server) {
    const { init, wrapMcpServerWithSentry } = await import('@sentry/node')
    init({ dsn: `http://check@127.0.0.1:${port}/1`, tracesSampleRate: 1 })
    wrapMcpServerWithSentry(server)
  },
  async posthog(server) {
    const { instrument } = await import('@posthog/mcp')
    const { PostHog } = await import('posthog-node')
    instrument(server, new PostHog('phc_check', { host: `http://127.0.0.1:${port}`, flushAt: 1 }))
  },
  async agentcat(server) {
    const { track } = await import('agentcat')
    track(server, 'proj_check', { apiBaseUrl: `http://127.0.0.1:${port}`, disableDiagnostics: true })
  },
}

const { McpServer, StdioServerTransport } = await GENERATIONS[generation]()
const server = new McpServer({ name: 'shop', version: '1.0.0' })
if (order === 'first') await VENDORS[vendor](server)
await createMcpObs().attach(server)
if (order === 'last') await VENDORS[vendor](server)
server.registerTool('search_orders', { description: 'Finds orders.' }, () =>
  Promise.reject(new Error('The order service answers 500')),
)
await server.connect(new StdioServerTransport())
