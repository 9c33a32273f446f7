import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js'

/** What the end-user's side of the story brought to light, for the one who tells it. */
export interface Story {
  tools: string[]
  failure: string
  answer: string
  reference: string
}

/** A real MCP client at work: it lists the tools, calls one that fails, and asks for help as its user would. */
export async function raiseTicket(url: string): Promise<Story> {
  const client = new Client({ name: 'demo-client', version: '1.0.0' })
  await client.connect(new StreamableHTTPClientTransport(new URL(url)))
  try {
    const { tools } = await client.listTools()
    await client.callTool({ name: 'get_order', arguments: { id: '1042' } })
    const failing = await call(client, 'search_orders', { query: 'blue lamp' })
    const [incident] = /inc_[0-9a-z]{16}/.exec(failing) ?? []
    const answer = await call(client, 'get_support_tool', {
      title: 'Order search fails',
      description: 'I searched for "blue lamp" and got an error. I expected to see my order from last week.',
      category: 'Bug Report',
      email: 'ana@example.com',
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
