import { Client as ClientV2, StreamableHTTPClientTransport as HttpV2 } from '@modelcontextprotocol/client'
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport as HttpV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { McpClient, type OfficialClient } from './mcp-client.ts'
import { type Generation, v1Client, v2Client, v2LegacyClient } from './official-clients.ts'

/** An official client as a coding agent has it. */
interface AgentClient {
  name: string
  /** With an access token. */
  open: (url: string, token: string) => Promise<McpClient>
  /** The same client, whose user signs in. */
  signsIn: Generation
}

const INFO = { name: 'agent', version: '1.0.0' }

/** Of both generations, and in both eras of the protocol. */
export const AGENT_CLIENTS: readonly AgentClient[] = [
  {
    name: 'v1 client',
    open: (url, token) => connect(new ClientV1(INFO), new HttpV1(new URL(url), withToken(token))),
    signsIn: v1Client,
  },
  ...(['legacy', 'auto'] as const).map((mode) => ({
    name: `v2 client, ${mode}`,
    open: (url: string, token: string) =>
      connect(
        new ClientV2(INFO, { versionNegotiation: { mode } }),
        new HttpV2(new URL(url), withToken(token)),
      ),
    signsIn: mode === 'auto' ? v2Client : v2LegacyClient,
  })),
]

/** The newest client in the newest era. */
export function openAgent(url: string, token: string): Promise<McpClient> {
  return AGENT_CLIENTS.at(-1)!.open(url, token)
}

function withToken(token: string) {
  return { requestInit: { headers: { authorization: `Bearer ${token}` } } }
}

async function connect(client: unknown, transport: unknown): Promise<McpClient> {
  const official = client as OfficialClient
  await official.connect(transport)
  return new McpClient(official)
}

/** The two parts of an answer of the desk: its own facts, and what others wrote. */
export interface DeskAnswer {
  isError: boolean
  facts: Record<string, unknown>
  reported: Record<string, unknown> | undefined
}

/** Calls a tool of the desk as a program does that knows the form of its answers. */
export async function askDesk(client: McpClient, name: string, args: object = {}): Promise<DeskAnswer> {
  const { content, isError } = await client.call(name, args)
  const [facts, fenced] = content
  return {
    isError: isError === true,
    facts: JSON.parse(facts!.text) as Record<string, unknown>,
    reported: fenced && readFence(fenced.text),
  }
}

/** Reads what stands inside a fence: one line between its two tags. */
export function readFence(text: string): Record<string, unknown> {
  const found = /\n<untrusted-(?<marker>[0-9a-f]+)>\n(?<line>.*)\n<\/untrusted-\k<marker>>$/.exec(text)
  if (!found) throw new Error('There is no fence')
  return JSON.parse(found.groups!.line!) as Record<string, unknown>
}
