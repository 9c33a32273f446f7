/*
 * `mcp-remote`, with which clients that know stdio only reach servers over HTTP.
 */
import { McpClient, type OfficialClient } from '#testkit/mcp/mcp-client.ts'
import { throughMcpRemote } from '#testkit/mcp/mcp-remote.ts'
import type { ToolCall } from '#testkit/mcp/python-clients.ts'
import type { DeskAccess, DeskClient, Era, Told } from './desk-client.ts'
import { listAndCall } from './official.ts'
import { PACKAGES, packagesFolder } from './packages.ts'

const NAME = 'mcp-remote'

export const MCP_REMOTE: DeskClient = {
  name: NAME,
  version: PACKAGES[NAME],
  eras: ['legacy', 'modern'],
  work,
}

async function work({ url, access }: DeskAccess, era: Era, calls: ToolCall[]): Promise<Told> {
  const enter = typeof access === 'string' ? ['--header', `Authorization: Bearer ${access}`] : []
  const args = ['--protocol', era === 'modern' ? 'auto' : 'legacy', ...enter]
  const visit = typeof access === 'function' ? access : undefined
  return throughMcpRemote(
    { folder: await packagesFolder(), name: NAME, url, args, visit },
    async (client) => {
      const { tools, answers } = await listAndCall(new McpClient(client as unknown as OfficialClient), calls)
      return { tools, answers }
    },
  )
}
