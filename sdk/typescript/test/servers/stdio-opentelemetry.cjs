/*
 * A CommonJS host with OpenTelemetry: each message is handled in a span, as instrumentations do it. Its tool fails and
 * says which trace it was in.
 */
const { createRequire } = require('node:module')
const { trace } = require('@opentelemetry/api')
const { NodeTracerProvider } = require('@opentelemetry/sdk-trace-node')
const { McpServer } = require('@modelcontextprotocol/sdk/server/mcp.js')
const { StdioServerTransport } = require('@modelcontextprotocol/sdk/server/stdio.js')

new NodeTracerProvider().register()
// The host's code may have another copy of the API than the one that OpenTelemetry was started with.
const { trace: ownTrace } = createRequire(process.env.HOST ?? __filename)('@opentelemetry/api')

async function main() {
  const { createMcpObs } = await import('../../src/index.ts')
  const server = new McpServer({ name: 'shop', version: '3.1.0' })
  await createMcpObs().attach(server)
  server.registerTool('fail', {}, () => ({
    isError: true,
    content: [{ type: 'text', text: trace.getActiveSpan().spanContext().traceId }],
  }))
  const transport = new StdioServerTransport()
  await server.connect(transport)
  const { onmessage } = transport
  // oxlint-disable-next-line unicorn/prefer-add-event-listener -- MCP transports have callbacks, not events
  transport.onmessage = (message, extra) =>
    ownTrace.getTracer('host').startActiveSpan(message.method, (span) => {
      onmessage(message, extra)
      span.end()
    })
}

void main()
