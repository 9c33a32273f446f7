/*
 * MCP servers on real sockets, made with v1 and with v2 of the official SDK.
 */
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { toNodeHandler } from '@modelcontextprotocol/node'
import { McpServer as McpServerV1 } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { createMcpHandler, McpServer as McpServerV2 } from '@modelcontextprotocol/server'
import type { McpObs } from '../src/index.ts'
import { registerTools, type Shop } from '../../../testkit/mcp/shop.ts'

type Handler = (request: IncomingMessage & { auth?: AuthInfo }, response: ServerResponse) => Promise<void>

interface AuthInfo {
  token: string
  clientId: string
  scopes: string[]
  expiresAt: number
  extra: Record<string, unknown>
}

const servers: Server[] = []

async function wear<S extends Shop>(obs: McpObs, shop: S): Promise<S> {
  await obs.attach(shop)
  registerTools(shop)
  return shop
}

const v1Shop = (obs: McpObs): Promise<McpServerV1> =>
  wear(obs, new McpServerV1({ name: 'shop', version: '3.1.0' }))

export const HANDLERS: Record<string, (obs: McpObs) => Handler> = {
  'v1 with sessions'(obs) {
    const sessions = new Map<string, StreamableHTTPServerTransport>()
    return async (request, response) => {
      const known = sessions.get(String(request.headers['mcp-session-id']))
      if (known) return known.handleRequest(request, response)
      const transport: StreamableHTTPServerTransport = new StreamableHTTPServerTransport({
        sessionIdGenerator: randomUUID,
        onsessioninitialized: (id) => void sessions.set(id, transport),
      })
      await (await v1Shop(obs)).connect(transport)
      await transport.handleRequest(request, response)
    }
  },
  'v1 without sessions'(obs) {
    return async (request, response) => {
      const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined })
      const shop = await v1Shop(obs)
      response.on('close', () => void shop.close())
      await shop.connect(transport)
      await transport.handleRequest(request, response)
    }
  },
  v2(obs) {
    const handler = createMcpHandler(() => wear(obs, new McpServerV2({ name: 'shop', version: '3.1.0' })))
    return toNodeHandler(handler)
  },
}

/** Serves MCP. A bearer token `user:<name>` counts as verified, in place of a host's middleware. */
export async function serve(handler: Handler): Promise<string> {
  const server = createServer((request, response) => {
    const user = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1]
    const auth =
      user === undefined
        ? {}
        : {
            auth: {
              token: user,
              clientId: 'client',
              scopes: [],
              expiresAt: Date.now() / 1000 + 600,
              extra: { sub: user, iss: 'https://idp.test' },
            },
          }
    void handler(Object.assign(request, auth), response)
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`
}

/** Ends all servers of this file's tests. */
export async function stopServers(): Promise<void> {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}
