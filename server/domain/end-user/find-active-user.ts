import type { TenantScope } from '../context.ts'
import { McpServerUser } from './mcp-server-user.entity.ts'

/** The user of this very server, unless disabled. */
export async function findActiveUser(
  { em }: TenantScope,
  mcpServerId: string,
  id: string,
): Promise<McpServerUser | undefined> {
  return (await em.findOne(McpServerUser, { id, mcpServerId, disabledAt: null })) ?? undefined
}
