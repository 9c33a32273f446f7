import assert from 'node:assert/strict'
import type { McpClient } from '../../../../testkit/mcp/mcp-client.ts'
import type { Staff } from '../../../../testkit/staff/staff.ts'

const FIELDS = { title: 'Search fails', description: 'I searched for a lamp.', category: 'Bug Report' }
const OURS = ['get_support_status', 'get_support_tool']

/**
 * What a user goes through: the tools are listed, a call fails and its result says how to report it, and the ticket that is
 * raised then holds that call.
 */
export async function reportFailingCall(client: McpClient, staff: Staff): Promise<void> {
  try {
    const names = await client.toolNames()
    assert.deepEqual(names.sort(), [...OURS, 'search_orders'].sort())

    const incidentId = await client.fail({ query: 'lamp' })
    assert.match(incidentId, /^inc_/, 'the failing result has the hint')
    const {
      outcome,
      reference = '',
      ...attached
    } = await client.report({ ...FIELDS, incident_id: incidentId })
    assert.deepEqual([outcome, attached.context_attached], ['recorded', true])

    const { context } = await staff.readTicket(reference)
    assert.partialDeepStrictEqual(context?.incident, { id: incidentId, tool: 'search_orders' })
    assert.match(JSON.stringify(context?.incident), /The order service answers 500/)

    const status = await client.call('get_support_status', { reference, receipt: attached.receipt })
    assert.equal((status.structuredContent as { outcome?: string }).outcome, 'found')
  } finally {
    await client.close()
  }
}
