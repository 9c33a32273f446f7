/*
 * The official TypeScript clients of both generations.
 */
import { AGENT_CLIENTS } from '#testkit/mcp/agents.ts'
import type { McpClient } from '#testkit/mcp/mcp-client.ts'
import { OauthLogin } from '#testkit/mcp/oauth-login.ts'
import type { ToolCall } from '#testkit/mcp/python-clients.ts'
import { ownVersions } from '#testkit/packages/install-packages.ts'
import type { DeskAccess, DeskClient, Era, Told } from './desk-client.ts'

const V1 = '@modelcontextprotocol/sdk'
const V2 = '@modelcontextprotocol/client'
const versions = ownVersions(V1, V2)

const [v1, v2Legacy, v2] = AGENT_CLIENTS

export const OFFICIAL: readonly DeskClient[] = [
  { name: V1, version: versions[V1], eras: ['legacy'], work: (...all) => workWith(v1!, ...all) },
  {
    name: V2,
    version: versions[V2],
    eras: ['legacy', 'modern'],
    work: (desk, era, calls) => workWith(era === 'legacy' ? v2Legacy! : v2!, desk, era, calls),
  },
]

async function workWith(
  { open, signsIn }: (typeof AGENT_CLIENTS)[number],
  { url, access }: DeskAccess,
  _era: Era,
  calls: ToolCall[],
): Promise<Told> {
  if (typeof access === 'string') return listAndCall(await open(url, access), calls)
  const login = await OauthLogin.open('Official client', access)
  try {
    return await listAndCall(await signsIn.overProtectedHttp(url, login), calls)
  } finally {
    login.close()
  }
}

/** Ends the connection, too. */
export async function listAndCall(client: McpClient, calls: ToolCall[]): Promise<Told> {
  try {
    const tools = await client.toolNames()
    const answers: string[][] = []
    for (const [name, args] of calls)
      answers.push((await client.call(name, args)).content.map(({ text }) => text))
    return { revision: client.protocol, tools, answers }
  } finally {
    await client.close()
  }
}
