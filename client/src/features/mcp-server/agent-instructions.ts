import { attach, protectExpress, protectFetch } from './snippets.ts'

interface AgentInput {
  serverName: string
  /** The address of the MCP endpoint, if users sign in. */
  resource: string | undefined
}

/** Whatever is pasted somewhere else than expected, a key is not in it. */
const KEY = /mo[krt]_[0-9a-z]+/gi

/**
 * What a person pastes into their coding agent, so that it adds the SDK. It names the variable that holds the DSN and
 * never the DSN: what an agent reads goes to others.
 */
export function agentInstructions({ serverName, resource }: AgentInput): string {
  const v2 = resource ? protectFetch(serverName, resource) : attach('v2', serverName)
  const v1 = resource ? protectExpress(serverName, resource) : attach('v1', serverName)
  const text = `Add @mcp-obs/server to this MCP server, so that its users can report failing calls.

Rules
- The DSN is in the environment variable MCP_OBS_DSN. It holds a key: do not read it, print it, or write it into a file.
- Change no tool and no handler. Write nothing to stdout.

Steps
1. Run: npm install @mcp-obs/server
2. Read node_modules/@mcp-obs/server/install.md. It has the ways for every kind of server.
3. Create obs once per process. Attach each server before it connects, and before its tools are registered if you can.
4. Check that the types and the tests pass. With MCP_OBS_DSN set, a client lists get_support_tool. A line on stderr that begins with "mcp-obs:" says what is wrong.

With @modelcontextprotocol/server (v2):

${fence(v2)}

With @modelcontextprotocol/sdk (v1):

${fence(v1)}
`
  return text.replaceAll(KEY, '…')
}

function fence(code: string): string {
  return `\`\`\`ts\n${code}\n\`\`\``
}
