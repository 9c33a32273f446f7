/*
 * Clients in Python: the official one and that of fastmcp, of both generations.
 */
import { type ToolCall, workWithPython } from '#testkit/mcp/python-clients.ts'
import type { DeskAccess, DeskClient, Era, Told } from './desk-client.ts'

const CLIENTS: [name: string, version: string, eras: readonly Era[]][] = [
  ['mcp', '1.30.0', ['legacy']],
  ['mcp', '2.3.0', ['legacy', 'modern']],
  ['fastmcp', '2.14.7', ['legacy']],
  ['fastmcp', '4.2.3', ['legacy', 'modern']],
]

export const PYTHON: readonly DeskClient[] = CLIENTS.map(([name, version, eras]) => ({
  name,
  version,
  eras,
  work: (desk, era, calls) => work(`${name}==${version}`, desk, era, calls),
}))

async function work(
  requirement: string,
  { url, access }: DeskAccess,
  era: Era,
  calls: ToolCall[],
): Promise<Told> {
  const client = { requirement, era: era === 'legacy' ? 'legacy' : 'auto' } as const
  const { protocol, tools, results } = await workWithPython(client, url, access, calls)
  return { revision: protocol, tools, answers: results.map(({ texts, error = '' }) => texts ?? [error]) }
}
