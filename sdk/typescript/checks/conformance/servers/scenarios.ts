/*
 * The server that the scenarios of @modelcontextprotocol/conformance talk to, on v1 with sessions. What its tools,
 * resources and prompts are called and answer is prescribed by the scenarios.
 *
 *   node scenarios.ts           without the SDK
 *   MCP_OBS_DSN=… node scenarios.ts with it
 *   MCP_OBS_DSN=… RESOURCE_URL=http://127.0.0.1:3005/mcp node scenarios.ts
 *                               for users who are signed in, and nobody else
 */
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createMcpObs } from '@mcp-obs/server'
import { protectResource } from '@mcp-obs/server/oauth'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import {
  type EventStore,
  StreamableHTTPServerTransport,
} from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { registerPrompts } from './scenario-prompts.ts'
import { registerResources } from './scenario-resources.ts'
import { registerTools } from './scenario-tools.ts'

const hasSdk = process.env['MCP_OBS_DSN'] !== undefined
const resource = process.env['RESOURCE_URL']
const guard = resource === undefined ? undefined : protectResource({ resource })
const obs = guard ?? createMcpObs()
const sessions = new Map<string, StreamableHTTPServerTransport>()

async function createScenarioServer(): Promise<McpServer> {
  const server = new McpServer(
    { name: 'scenarios', version: '1.0.0' },
    {
      capabilities: {
        tools: { listChanged: true },
        resources: { subscribe: true, listChanged: true },
        prompts: { listChanged: true },
        logging: {},
        completions: {},
      },
    },
  )
  if (hasSdk) await obs.attach(server)
  registerTools(server, (session) => sessions.get(session))
  registerResources(server)
  registerPrompts(server)
  return server
}

/** Streams can be resumed, which one of the scenarios does. */
function createEventStore(): EventStore {
  const events: { id: string; stream: string; message: Parameters<EventStore['storeEvent']>[1] }[] = []
  return {
    storeEvent(stream, message) {
      const id = String(events.length)
      events.push({ id, stream, message })
      return Promise.resolve(id)
    },
    async replayEventsAfter(last, { send }) {
      const { stream } = events[Number(last)] ?? { stream: '' }
      const missed = events.slice(Number(last) + 1).filter((event) => event.stream === stream)
      for (const { id, message } of missed) if (Object.keys(message).length > 0) await send(id, message)
      return stream
    },
  }
}

let port = 0

async function findTransport(request: IncomingMessage): Promise<StreamableHTTPServerTransport | undefined> {
  const id = request.headers['mcp-session-id']
  if (typeof id === 'string') return sessions.get(id)
  const transport: StreamableHTTPServerTransport = new StreamableHTTPServerTransport({
    sessionIdGenerator: randomUUID,
    eventStore: createEventStore(),
    retryInterval: 500,
    enableDnsRebindingProtection: true,
    allowedHosts: [`127.0.0.1:${port}`, `localhost:${port}`],
    onsessioninitialized: (session) => void sessions.set(session, transport),
    onsessionclosed: (session) => void sessions.delete(session),
  })
  await (await createScenarioServer()).connect(transport)
  return transport
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const transport = await findTransport(request)
  if (transport) await transport.handleRequest(request, response)
  else response.writeHead(404).end()
}

const checkToken = guard?.requireToken()
const http = createServer((request, response) => {
  const goOn = () => void serve(request, response)
  if (!guard || !checkToken) goOn()
  else void guard.serveMetadata(request, response, () => void checkToken(request, response, goOn))
})
http.listen(Number(process.env['PORT'] ?? 0), '127.0.0.1', () => {
  ;({ port } = http.address() as AddressInfo)
  console.error(`listens on http://127.0.0.1:${port}/mcp`)
})
