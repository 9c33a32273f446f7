import assert from 'node:assert/strict'
import type { McpClient } from '../../../../testkit/mcp/mcp-client.ts'
import type { Staff } from '../../../../testkit/staff/staff.ts'

const FIELDS = { title: 'It fails', description: 'I tried it twice.', category: 'Bug Report' }
const OURS = ['get_support_status', 'get_support_tool']

export interface FailingCall {
  tool: string
  arguments: Record<string, unknown>
  /** What the ticket must hold of its failure. */
  error: RegExp
  /** Awaited before the client disconnects. */
  untilDone?: () => Promise<void>
}

const SEARCH: FailingCall = {
  tool: 'search_orders',
  arguments: { query: 'lamp' },
  error: /The order service answers 500/,
}

/**
 * What a user goes through: the tools are listed, a call fails and its result says how to report it, and the ticket that is
 * raised then holds that call.
 */
export async function reportFailingCall(
  client: McpClient,
  staff: Staff,
  failing: Partial<FailingCall> = {},
): Promise<void> {
  const { tool, arguments: args, error, untilDone } = { ...SEARCH, ...failing }
  try {
    const tools = await client.listTools()
    const names = tools.map(({ name }) => name).filter((name) => name === tool || OURS.includes(name))
    assert.deepEqual(names.sort(), [...OURS, tool].sort(), 'each of the tools is listed once')

    // Some SDKs make an argument of their own required, and a model passes it.
    const required = tools.find(({ name }) => name === tool)?.inputSchema['required']
    const context =
      Array.isArray(required) && required.includes('context') ? { context: 'The user asked.' } : {}
    const result = await client.call(tool, { ...args, ...context })
    assert.equal(result.isError, true)
    const incident = /inc_[0-9a-z]{16}/.exec(JSON.stringify(result.content))?.[0]
    assert.ok(incident, 'the failing result has the hint')

    const answer = await client.report({ ...FIELDS, incident_id: incident })
    const { outcome, context_attached, reference = '', receipt } = answer
    assert.deepEqual([outcome, context_attached], ['recorded', true])
    const ticket = await staff.readTicket(reference)
    assert.partialDeepStrictEqual(ticket.context?.incident, { id: incident, tool })
    assert.match(JSON.stringify(ticket.context?.incident), error)

    const status = await client.call('get_support_status', { reference, receipt })
    assert.equal((status.structuredContent as { outcome?: string }).outcome, 'found')
    await untilDone?.()
  } finally {
    await client.close()
  }
}

/** Somebody else on the same server, after that, reports something and names no call: nobody's call is attached. */
export async function reportAsStranger(client: McpClient): Promise<void> {
  try {
    const { outcome, context_attached } = await client.report({ ...FIELDS, title: 'A wish' })
    assert.deepEqual([outcome, context_attached], ['recorded', false])
  } finally {
    await client.close()
  }
}
