// A proxy over HTTP in front of a server on stdio that knows nothing of the SDK.
import { fileURLToPath } from 'node:url'
import { createMcpObs } from '@mcp-obs/server'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { Server } from '@modelcontextprotocol/server'
import { proxyServer, startHTTPServer } from 'mcp-proxy'

const obs = createMcpObs()
const client = new Client({ name: 'proxy', version: '1.0.0' })
await client.connect(
  new StdioClientTransport({
    command: process.execPath,
    args: [fileURLToPath(new URL('bare.mjs', import.meta.url))],
  }),
)
const capabilities = client.getServerCapabilities()

await startHTTPServer({
  port: Number(process.env.PORT),
  host: '127.0.0.1',
  async createServer() {
    const server = new Server(client.getServerVersion(), { capabilities })
    await proxyServer({ client, server, serverCapabilities: capabilities })
    await obs.attach(server)
    return server
  },
})
