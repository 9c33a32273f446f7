import type { TenantScope } from '../context.ts'
import type { ActiveUser } from './active-user.ts'
import { findEnabledUser } from './end-user.repository.ts'

/** The user of this MCP server with this id, unless they are disabled. */
export function findActiveUser(
  scope: TenantScope,
  mcpServerId: string,
  id: string,
): Promise<ActiveUser | undefined> {
  return findEnabledUser(scope, mcpServerId, id)
}
