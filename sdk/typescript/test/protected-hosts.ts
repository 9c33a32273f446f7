/*
 * MCP servers made with v1 and v2 that let in only users who have signed in at the platform. Some use our own check, in
 * each of its forms, others the MCP SDK's.
 */
import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { toNodeHandler } from '@modelcontextprotocol/node'
import { InvalidTokenError } from '@modelcontextprotocol/sdk/server/auth/errors.js'
import { requireBearerAuth as requireBearerAuthV1 } from '@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js'
import { createMcpExpressApp } from '@modelcontextprotocol/sdk/server/express.js'
import { McpServer as McpServerV1 } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import {
  createMcpHandler,
  McpServer as McpServerV2,
  OAuthError,
  OAuthErrorCode,
  requireBearerAuth as requireBearerAuthV2,
} from '@modelcontextprotocol/server'
import type { ProtectedMcpObs } from '../src/oauth/index.ts'
import { registerTools, type Shop } from '../../../testkit/mcp/shop.ts'

/** `body` is set if a framework has read it. */
export type Handler = (request: IncomingMessage, response: ServerResponse, body?: unknown) => unknown
type RequestHandler = ReturnType<typeof requireBearerAuthV1>

async function wear<S extends Shop>(obs: ProtectedMcpObs, shop: S): Promise<S> {
  await obs.attach(shop)
  registerTools(shop)
  return shop
}

function serveV1(obs: ProtectedMcpObs, sessions: boolean): Handler {
  const open = new Map<string, StreamableHTTPServerTransport>()
  return async (request, response, body) => {
    const known = open.get(String(request.headers['mcp-session-id']))
    if (known) return known.handleRequest(request, response, body)
    const transport: StreamableHTTPServerTransport = new StreamableHTTPServerTransport({
      sessionIdGenerator: sessions ? randomUUID : undefined,
      onsessioninitialized: (id) => void open.set(id, transport),
    })
    await (await wear(obs, new McpServerV1({ name: 'shop', version: '3.1.0' }))).connect(transport)
    await transport.handleRequest(request, response, body)
  }
}

function expressV1(obs: ProtectedMcpObs, check: RequestHandler): Handler {
  const app = createMcpExpressApp()
  app.use(obs.serveMetadata)
  const mcp = serveV1(obs, false)
  app.use('/mcp', check, (request, response) => void mcp(request, response, request.body))
  return app
}

const serveV2 = (obs: ProtectedMcpObs): ReturnType<typeof createMcpHandler> =>
  createMcpHandler(() => wear(obs, new McpServerV2({ name: 'shop', version: '3.1.0' })))

const protect =
  (obs: ProtectedMcpObs, mcp: Handler): Handler =>
  (request, response) =>
    obs.requireToken()(request, response, () => mcp(request, response))

/** Each function protects its own server. */
export const HOSTS: Record<string, (obs: ProtectedMcpObs) => Handler> = {
  'v1 with sessions': (obs) => protect(obs, serveV1(obs, true)),
  'v1 without sessions': (obs) => protect(obs, serveV1(obs, false)),
  'v1 on Express': (obs) => expressV1(obs, obs.requireToken()),
  'v1 on Express, with its own check': (obs) =>
    expressV1(obs, requireBearerAuthV1(obs.bearerAuthOptions((message) => new InvalidTokenError(message)))),
  v2: (obs) => protect(obs, toNodeHandler(serveV2(obs))),
  'v2 behind fetch'(obs) {
    const handler = serveV2(obs)
    return toNodeHandler({
      async fetch(request) {
        const { authInfo, response } = await obs.authenticate(request)
        return authInfo ? handler.fetch(request, { authInfo }) : response
      },
    })
  },
  'v2 behind fetch, with its own check'(obs) {
    const handler = serveV2(obs)
    const check = requireBearerAuthV2(
      obs.bearerAuthOptions((message) => new OAuthError(OAuthErrorCode.InvalidToken, message)),
    )
    return toNodeHandler({
      async fetch(request) {
        const authInfo = await check(request)
        // Not by instanceof: the oldest v1 replaces the global Response, and Response.json does not create instances
        // of it.
        return 'status' in authInfo ? authInfo : handler.fetch(request, { authInfo })
      },
    })
  },
}
