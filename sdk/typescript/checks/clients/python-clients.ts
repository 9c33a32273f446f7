/*
 * Clients in Python at servers whose users sign in: the official one and that of fastmcp, of both generations.
 */
import type { Check } from '../../../../testkit/checks/run-checks.ts'
import { type PythonClient, type ToolCall, workWithPython } from '../../../../testkit/mcp/python-clients.ts'
import type { Staff } from '../../../../testkit/staff/staff.ts'
import { FIELDS, type Generation, reportAt } from './protected-server.ts'

const CLIENTS: PythonClient[] = [
  { requirement: 'mcp==1.30.*' },
  { requirement: 'mcp==2.3.*' },
  { requirement: 'fastmcp==2.14.*' },
  { requirement: 'fastmcp==4.2.*' },
]
/** The first one fails, and the ticket is about it. */
const CALLS: ToolCall[] = [
  ['search_orders', { query: 'lamp' }],
  ['get_support_tool', FIELDS],
]
const GENERATIONS: readonly Generation[] = ['v1', 'v2']

export function checkSignInWithPython(folder: string, staff: Staff): Check[] {
  return CLIENTS.flatMap((client) =>
    GENERATIONS.map((generation) => ({
      name: `Python ${client.requirement}, protected ${generation}: goes from 401 to a ticket of its user`,
      run: () =>
        reportAt(folder, staff, generation, async ({ url, user }) => {
          const { results } = await workWithPython(client, url, user.visit, CALLS)
          return results[1]?.structured
        }),
    })),
  )
}
