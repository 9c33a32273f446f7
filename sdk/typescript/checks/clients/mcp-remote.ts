/*
 * `mcp-remote`, with which clients that know stdio only reach servers over HTTP. Newest and one of 2025.
 */
import assert from 'node:assert/strict'
import type { Check } from '../../../../testkit/checks/run-checks.ts'
import { throughMcpRemote } from '../../../../testkit/mcp/mcp-remote.ts'
import type { Staff } from '../../../../testkit/staff/staff.ts'
import { FIELDS, type Generation, reportAt } from './protected-server.ts'

/** Package aliases, as they are installed. */
export const MCP_REMOTES = {
  'mcp-remote': '0.15.1',
  'mcp-remote-2025': 'npm:mcp-remote@0.1.29',
}
const GENERATIONS: readonly Generation[] = ['v1', 'v2']
const RESOLVER = new URL('../../../../testkit/http/resolve-localhost.ts', import.meta.url)

/** @param trusted the file of the certificate of the platform, which is behind https: 0.15 refuses http there */
export function checkSignInWithMcpRemote(folder: string, staff: Staff, trusted: string): Check[] {
  return Object.entries(MCP_REMOTES).flatMap(([name, version]) =>
    GENERATIONS.map((generation) => ({
      name: `mcp-remote ${version.replace(/.*@/, '')}, protected ${generation}: goes from 401 to a ticket of its user`,
      run: () =>
        reportAt(folder, staff, generation, (server) => report(folder, name, trusted, server), trusted),
    })),
  )
}

function report(
  folder: string,
  name: string,
  trusted: string,
  { url, user }: Parameters<Parameters<typeof reportAt>[3]>[0],
): Promise<unknown> {
  const env = { NODE_EXTRA_CA_CERTS: trusted, NODE_OPTIONS: `--import=${RESOLVER}` }
  const visit = (address: URL) => user.visit(address)
  return throughMcpRemote({ folder, name, url, env, visit }, async (client) => {
    const { structuredContent } = await client.callTool({ name: 'get_support_tool', arguments: FIELDS })
    assert.ok(structuredContent)
    return structuredContent
  })
}
