import { PREDEFINED_CATEGORIES } from '#shared/choices.ts'
import { pythonSnippets } from './python-snippets.ts'

interface SnippetInput {
  dsn: string | undefined
  origin: string
  serverName: string
  /** The address of the MCP endpoint, if users sign in. */
  resource: string | undefined
  /** What a ticket can be about. */
  categories?: readonly string[]
}

interface Snippet {
  id: string
  title: string
  code: string
}

const PLACEHOLDER_KEY = 'mok_…'

/** The code that connects an MCP server, in the order in which people need it. */
export function connectSnippets({
  dsn,
  origin,
  serverName,
  resource,
  categories = PREDEFINED_CATEGORIES,
}: SnippetInput): Snippet[] {
  const shownDsn = dsn ?? origin.replace('://', `://${PLACEHOLDER_KEY}@`)
  const key = /:\/\/([^@]*)@/.exec(shownDsn)?.[1] ?? PLACEHOLDER_KEY
  return [
    {
      id: 'env',
      title: 'Environment of your MCP server',
      code: `npm install @mcp-obs/server\nexport MCP_OBS_DSN='${shownDsn}'`,
    },
    {
      id: 'v2',
      title: 'With @modelcontextprotocol/server',
      code: resource ? protectFetch(serverName, resource) : attach('v2', serverName),
    },
    {
      id: 'v1',
      title: 'With @modelcontextprotocol/sdk',
      code: resource ? protectExpress(serverName, resource) : attach('v1', serverName),
    },
    {
      id: 'python-env',
      title: 'Environment of your MCP server',
      code: `pip install mcp-obs-server\nexport MCP_OBS_DSN='${shownDsn}'`,
    },
    ...pythonSnippets(serverName, resource),
    {
      id: 'curl',
      title: 'Raise a ticket from a shell',
      code: raiseTicket(origin, key, categories.at(-1) ?? ''),
    },
  ]
}

/** It raises a real ticket. A category can contain a quotation mark, which JSON and the shell would read. */
function raiseTicket(origin: string, key: string, category: string): string {
  const words = { title: 'A ticket from curl', description: 'Sent from a shell to try the key.', category }
  const body = JSON.stringify(words, undefined, 2).replaceAll("'", String.raw`'\''`)
  return `curl --fail-with-body '${origin}/api/mcpserver/support' \\
  -H 'X-MCP-Obs-Key: ${key}' \\
  -H 'Content-Type: application/json' \\
  -d '${body}'`
}

const MCP_MODULES = {
  v1: '@modelcontextprotocol/sdk/server/mcp.js',
  v2: '@modelcontextprotocol/server',
} as const

export function attach(generation: keyof typeof MCP_MODULES, serverName: string): string {
  return `import { McpServer } from '${MCP_MODULES[generation]}'
import { createMcpObs } from '@mcp-obs/server'

const obs = createMcpObs({ dsn: process.env.MCP_OBS_DSN })

const server = new McpServer({ name: '${serverName}', version: '1.0.0' })
// … your tools …

await obs.attach(server) // before server.connect(…)`
}

export function protectFetch(serverName: string, resource: string): string {
  return `import { createMcpHandler, McpServer } from '@modelcontextprotocol/server'
import { protectResource } from '@mcp-obs/server/oauth'

// The address of the endpoint, the same as in the dashboard.
const obs = protectResource({ resource: ${quote(resource)} })

const handler = createMcpHandler(async () => {
  const server = new McpServer({ name: '${serverName}', version: '1.0.0' })
  // … your tools …
  await obs.attach(server)
  return server
})

export default {
  async fetch(request: Request): Promise<Response> {
    const metadata = obs.metadataResponse(request) // where clients sign in
    if (metadata) return metadata
    const { authInfo, response } = await obs.authenticate(request)
    return authInfo ? handler.fetch(request, { authInfo }) : response
  },
}`
}

export function protectExpress(serverName: string, resource: string): string {
  const { hostname, pathname } = new URL(resource)
  return `import { createMcpExpressApp } from '@modelcontextprotocol/sdk/server/express.js'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { protectResource } from '@mcp-obs/server/oauth'

// The address of the endpoint, the same as in the dashboard.
const obs = protectResource({ resource: ${quote(resource)} })

const app = createMcpExpressApp({ allowedHosts: [${quote(hostname)}] })
app.use(obs.serveMetadata) // where clients sign in
app.use(${quote(pathname)}, obs.requireToken())
app.all(${quote(pathname)}, async (request, response) => {
  const server = new McpServer({ name: '${serverName}', version: '1.0.0' })
  // … your tools …
  await obs.attach(server) // before server.connect(…)
  const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined })
  await server.connect(transport)
  await transport.handleRequest(request, response, request.body)
})

export default app`
}

/** An address can contain a quotation mark. */
function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`\'`)}'`
}
