interface SnippetInput {
  dsn: string | undefined
  origin: string
  serverName: string
}

interface Snippet {
  id: string
  label: string
  title: string
  code: string
}

const PLACEHOLDER_KEY = 'mok_…'

/** The code that connects an MCP server, in the order in which it is needed. */
export function connectSnippets({ dsn, origin, serverName }: SnippetInput): Snippet[] {
  const shownDsn = dsn ?? origin.replace('://', `://${PLACEHOLDER_KEY}@`)
  const key = /:\/\/([^@]*)@/.exec(shownDsn)?.[1] ?? PLACEHOLDER_KEY
  return [
    {
      id: 'env',
      label: 'Environment',
      title: 'Environment of your MCP server',
      code: `npm install @mcp-obs/server\nexport MCP_OBS_DSN='${shownDsn}'`,
    },
    {
      id: 'v2',
      label: 'TypeScript v2',
      title: 'With @modelcontextprotocol/server',
      code: attach('@modelcontextprotocol/server', serverName),
    },
    {
      id: 'v1',
      label: 'TypeScript v1',
      title: 'With @modelcontextprotocol/sdk',
      code: attach('@modelcontextprotocol/sdk/server/mcp.js', serverName),
    },
    {
      id: 'curl',
      label: 'curl',
      title: 'Try the key from a shell',
      code: `curl --fail-with-body '${origin}/api/mcpserver/config' \\\n  -H 'X-MCP-Obs-Key: ${key}'`,
    },
  ]
}

function attach(mcpModule: string, serverName: string): string {
  return `import { McpServer } from '${mcpModule}'
import { createMcpObs } from '@mcp-obs/server'

const obs = createMcpObs({ dsn: process.env.MCP_OBS_DSN })

const server = new McpServer({ name: '${serverName}', version: '1.0.0' })
// … your tools …

await obs.attach(server) // before server.connect(…)`
}
