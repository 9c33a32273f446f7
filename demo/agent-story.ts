import type { CreatedAccessTokenDto, Scope } from '#shared/access-token.ts'
import { askDesk, openAgent } from '#testkit/mcp/agents.ts'
import type { McpClient } from '#testkit/mcp/mcp-client.ts'
import type { Staff } from '#testkit/staff/staff.ts'

const SCOPES: Scope[] = ['servers:read', 'tickets:read']

/** The example in the description of `get_ticket`. An agent that copies it asks for a ticket that is not there. */
const COPIED = 'TK-7F3K-9Q2M'

/** What a coding agent of staff saw at the desk. */
export interface AgentStory {
  tools: string[]
  /** The failing call of the newest ticket. */
  found: { reference: string; tool: string; message: string }
  /** What a tool of the desk answered that failed itself, and what became of the report. */
  failure: string
  answer: string
  reference: string
}

/**
 * A real MCP client works at the desk with an access token, which is revoked at the end: it finds the newest failing call.
 * Then a tool of the desk fails, and the client reports that, too.
 *
 * @param address of the MCP server of the desk
 */
export async function workAsAgent(address: string, staff: Staff): Promise<AgentStory> {
  const { visitor, org } = staff
  const input = { org, name: 'Agent of the demo', scopes: SCOPES, expiresInDays: 1 }
  const { token, secret } = await visitor.mutate<CreatedAccessTokenDto>('accessToken.create', input)
  const agent = await openAgent(address, secret)
  try {
    const tools = await agent.toolNames()
    const found = await findFailure(agent)
    return { tools, found, ...(await reportDesk(agent, staff.email)) }
  } finally {
    await agent.close()
    await visitor.mutate('accessToken.revoke', { org, tokenId: token.id })
  }
}

async function findFailure(agent: McpClient): Promise<AgentStory['found']> {
  const { facts } = await askDesk(agent, 'search_tickets', { has_error: true, limit: 1 })
  const [{ reference = '' } = {}] = facts.tickets as { reference?: string }[]
  const { reported } = await askDesk(agent, 'get_ticket', { reference })
  const { tool, error } = reported!.call as { tool: string; error: { message: string } }
  return { reference, tool, message: error.message }
}

async function reportDesk(
  agent: McpClient,
  email: string,
): Promise<Pick<AgentStory, 'failure' | 'answer' | 'reference'>> {
  const failure = textOf(await agent.call('get_ticket', { reference: COPIED }))
  const [incident_id] = /inc_[0-9a-z]{16}/.exec(failure) ?? []
  const answer = textOf(
    await agent.call('get_support_tool', {
      title: 'get_ticket has an example that does not exist',
      description: `I called get_ticket with ${COPIED}, the example in its description. I expected a ticket.`,
      category: 'Bug Report',
      email,
      ...(incident_id !== undefined && { incident_id }),
    }),
  )
  const [reference] = /TK-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(answer) ?? []
  if (!reference) throw new Error(`No ticket was raised about the desk: ${answer}`)
  return { failure, answer, reference }
}

function textOf({ content }: Awaited<ReturnType<McpClient['call']>>): string {
  return content.map(({ text }) => text).join('\n')
}
