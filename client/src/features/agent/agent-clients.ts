/** Something to run, to write into a file, or to type. */
interface AgentSnippet {
  title: string
  language: 'sh' | 'json'
  code: string
}

/** An MCP client, and how somebody connects it to the desk. */
export interface AgentClient {
  id: string
  label: string
  /** Whether it calls from the cloud of its makers, which reaches public addresses only. */
  isHosted: boolean
  /** Opens the client with the desk filled in. */
  link?: { label: string; href: string }
  snippets: AgentSnippet[]
  /** What to do, after the snippets if there are any. */
  steps: string
}

/** What the desk is called in a client. */
const NAME = 'desk'

/**
 * How each client is connected. `docs/agents.md` has the same commands, and a test compares the two.
 *
 * @param address of the desk's MCP server
 */
export function agentClients(address: string): AgentClient[] {
  const remote = { type: 'http', url: address }
  return [
    {
      id: 'claude-code',
      label: 'Claude Code',
      isHosted: false,
      snippets: [
        { title: 'Run', language: 'sh', code: `claude mcp add --transport http ${NAME} ${address}` },
      ],
      steps: `Then type /mcp in Claude Code, choose ${NAME}, and sign in.`,
    },
    {
      id: 'cursor',
      label: 'Cursor',
      isHosted: false,
      link: { label: 'Add to Cursor', href: cursorLink({ url: address }) },
      snippets: [
        {
          title: 'Or in .cursor/mcp.json',
          language: 'json',
          code: json({ mcpServers: { [NAME]: { url: address } } }),
        },
      ],
      steps: `Then sign in where Cursor says that ${NAME} needs it.`,
    },
    {
      id: 'vscode',
      label: 'VS Code',
      isHosted: false,
      link: { label: 'Add to VS Code', href: codeLink({ name: NAME, ...remote }) },
      snippets: [
        {
          title: 'Or run',
          language: 'sh',
          code: `code --add-mcp '${JSON.stringify({ name: NAME, ...remote })}'`,
        },
        {
          title: 'Or in .vscode/mcp.json',
          language: 'json',
          code: json({ servers: { [NAME]: remote } }),
        },
      ],
      steps: `Then start ${NAME} in VS Code, and sign in when it asks.`,
    },
    {
      id: 'codex',
      label: 'Codex CLI',
      isHosted: false,
      snippets: [{ title: 'Run', language: 'sh', code: `codex mcp add ${NAME} --url ${address}` }],
      steps: `It opens this desk in your browser. If it does not, run codex mcp login ${NAME}.`,
    },
    {
      id: 'gemini',
      label: 'Gemini CLI',
      isHosted: false,
      snippets: [
        { title: 'Run', language: 'sh', code: `gemini mcp add --transport http ${NAME} ${address}` },
      ],
      steps: `Then type /mcp auth ${NAME} in Gemini CLI.`,
    },
    {
      id: 'claude',
      label: 'Claude.ai and Claude Desktop',
      isHosted: true,
      snippets: [],
      steps:
        'Open Customize, then Connectors. Choose +, then Add custom connector, and paste the address. In a team, an owner does this once, and everybody then connects.',
    },
    {
      id: 'chatgpt',
      label: 'ChatGPT',
      isHosted: true,
      snippets: [],
      steps:
        'Open Plugins at chatgpt.com/plugins. Choose +, then Add custom MCP server, paste the address, and choose OAuth. In a workspace, an admin must allow it first.',
    },
    {
      id: 'script',
      label: 'A script or CI',
      isHosted: false,
      snippets: [
        {
          title: 'Claude Code without a browser',
          language: 'sh',
          code: `claude mcp add --transport http ${NAME} ${address} --header "Authorization: Bearer mot_…"`,
        },
      ],
      steps: 'Any other client sends the same header.',
    },
  ]
}

function json(value: unknown): string {
  return JSON.stringify(value, undefined, 2)
}

/** @see https://cursor.com/docs/mcp/install-links */
function cursorLink(server: object): string {
  const config = encodeURIComponent(btoa(JSON.stringify(server)))
  return `cursor://anysphere.cursor-deeplink/mcp/install?name=${NAME}&config=${config}`
}

/** @see https://code.visualstudio.com/docs/copilot/guides/mcp-developer-guide */
function codeLink(server: object): string {
  return `vscode:mcp/install?${encodeURIComponent(JSON.stringify(server))}`
}
