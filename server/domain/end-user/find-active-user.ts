import type { TenantScope } from '../context.ts'
import { findEnabledUser } from './end-user.repository.ts'

export interface ActiveUser {
  id: string
  name: string
  email: string
  /** Browsers that signed in before this moment have to sign in again. */
  passwordChangedAt?: Date | null | undefined
  /** Whether the user has to choose another password before anything else. */
  passwordMustChange: boolean
}

/** The user of this MCP server with this id, unless they are disabled. */
export function findActiveUser(
  scope: TenantScope,
  mcpServerId: string,
  id: string,
): Promise<ActiveUser | undefined> {
  return findEnabledUser(scope, mcpServerId, id)
}
