import type { McpClient } from '#testkit/mcp/mcp-client.ts'
import { v1Client } from '#testkit/mcp/official-clients.ts'
import { OauthLogin, type Visit } from '#testkit/mcp/oauth-login.ts'

const CLIENT = 'demo-client'

/** What the end-user and their client saw. */
export interface Story {
  tools: string[]
  failure: string
  answer: string
  reference: string
}

/** A real MCP client lists the tools, calls one that fails, and asks for help as its user would. */
export async function raiseTicket(url: string): Promise<Story> {
  return tellStory(await v1Client.overHttp(url, CLIENT), { id: '1042' }, { email: 'ana@example.com' })
}

/**
 * The same at a server whose users sign in: the client learns that from a 401, and asks `visit` for its user's part.
 *
 * @param order the arguments of `get_order`.
 */
export async function raiseTicketSignedIn(url: string, visit: Visit, order: object): Promise<Story> {
  const login = await OauthLogin.open('Demo client', visit)
  try {
    return await tellStory(await v1Client.overProtectedHttp(url, login, CLIENT), order, {})
  } finally {
    login.close()
  }
}

async function tellStory(client: McpClient, order: object, contact: { email?: string }): Promise<Story> {
  try {
    const tools = await client.toolNames()
    await client.call('get_order', order)
    const failure = await call(client, 'search_orders', { query: 'blue lamp' })
    const [incident] = /inc_[0-9a-z]{16}/.exec(failure) ?? []
    const answer = await call(client, 'get_support_tool', {
      title: 'Order search fails',
      description: 'I searched for "blue lamp" and got an error. I expected to see my order from last week.',
      category: 'Bug Report',
      ...contact,
      ...(incident && { incident_id: incident }),
    })
    const [reference] = /TK-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(answer) ?? []
    if (!reference) throw new Error(`No ticket was raised: ${answer}`)
    return { tools, failure, answer, reference }
  } finally {
    await client.close()
  }
}

async function call(client: McpClient, name: string, args: object): Promise<string> {
  const { content } = await client.call(name, args)
  return content.map(({ type, text }) => (type === 'text' ? text : `[${type}]`)).join('\n')
}
