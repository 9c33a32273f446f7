import type { TenantScope } from '../context.ts'
import { McpServerUser } from './mcp-server-user.entity.ts'

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
export async function findActiveUser(
  { em }: TenantScope,
  mcpServerId: string,
  id: string,
): Promise<ActiveUser | undefined> {
  const user = await em.findOne(McpServerUser, { id, mcpServerId, disabledAt: null })
  if (!user) return undefined
  const { name, email, passwordChangedAt, passwordMustChange } = user
  return { id, name, email, passwordChangedAt, passwordMustChange }
}
