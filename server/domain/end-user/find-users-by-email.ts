import type { TenantContext } from '../context.ts'
import { McpServer } from '../mcp-server/mcp-server.entity.ts'
import { McpServerUser } from './mcp-server-user.entity.ts'

/**
 * The users with an e-mail address, at most one for each MCP server. The case of the address does not matter.
 *
 * @param limit most users that are read; all without it
 */
export async function findUsersByEmail(
  { em }: TenantContext,
  email: string,
  limit?: number,
): Promise<McpServerUser[]> {
  const servers = await em.find(McpServer, {}, { fields: ['id'] })
  if (servers.length === 0) return []
  const mcpServerId = { $in: servers.map(({ id }) => id) }
  return em.find(McpServerUser, { mcpServerId, emailKey: email.toLowerCase() }, limit ? { limit } : {})
}
