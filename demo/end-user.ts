import { UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js'
import { OauthLogin, type Visit } from '#testkit/mcp/oauth-login.ts'

/** What the end-user's side of the story brought to light, for the one who tells it. */
export interface Story {
  tools: string[]
  failure: string
  answer: string
  reference: string
}

const identity = { name: 'demo-client', version: '1.0.0' }

/** A real MCP client at work: it lists the tools, calls one that fails, and asks for help as its user would. */
export async function raiseTicket(url: string): Promise<Story> {
  const client = new Client(identity)
  await client.connect(new StreamableHTTPClientTransport(new URL(url)))
  return tellStory(client, { email: 'ana@example.com' })
}

/** The same at a server whose users sign in: the client learns that from a 401, and asks `visit` for its user's part. */
export async function raiseTicketSignedIn(url: string, visit: Visit): Promise<Story> {
  const login = await OauthLogin.open('Demo client', visit)
  const connect = async () => {
    const transport = new StreamableHTTPClientTransport(new URL(url), { authProvider: login })
    const client = new Client(identity)
    try {
      await client.connect(transport)
      return client
    } catch (error) {
      if (!(error instanceof UnauthorizedError)) throw error
      await transport.finishAuth((await login.callback()).get('code') ?? '')
      return undefined
    }
  }
  try {
    // Nobody is signed in at first, so the first attempt ends with a token and the second one uses it.
    const client = (await connect()) ?? (await connect())
    if (!client) throw new Error(`${url} did not accept the token`)
    return await tellStory(client, {})
  } finally {
    login.close()
  }
}

async function tellStory(client: Client, contact: { email?: string }): Promise<Story> {
  try {
    const { tools } = await client.listTools()
    await client.callTool({ name: 'get_order', arguments: { id: '1042' } })
    const failing = await call(client, 'search_orders', { query: 'blue lamp' })
    const [incident] = /inc_[0-9a-z]{16}/.exec(failing) ?? []
    const answer = await call(client, 'get_support_tool', {
      title: 'Order search fails',
      description: 'I searched for "blue lamp" and got an error. I expected to see my order from last week.',
      category: 'Bug Report',
      ...contact,
      ...(incident && { incident_id: incident }),
    })
    const [reference] = /TK-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(answer) ?? []
    if (!reference) throw new Error(`No ticket was raised: ${answer}`)
    return { tools: tools.map((tool) => tool.name), failure: failing, answer, reference }
  } finally {
    await client.close()
  }
}

async function call(client: Client, name: string, args: Record<string, unknown>): Promise<string> {
  const result = (await client.callTool({ name, arguments: args })) as CallToolResult
  return result.content.map((block) => (block.type === 'text' ? block.text : `[${block.type}]`)).join('\n')
}
