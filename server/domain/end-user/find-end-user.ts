import type { TenantContext } from '../context.ts'
import { DomainError } from '../errors.ts'
import { findMcpServerOrArchived } from '../mcp-server/find-mcp-server.ts'
import { McpServerUser } from './mcp-server-user.entity.ts'

/**
 * The user with this id of the organization's MCP server with this slug.
 *
 * @throws DomainError `server-not-found`, `user-not-found`
 */
export async function findEndUser(ctx: TenantContext, slug: string, userId: string): Promise<McpServerUser> {
  const server = await findMcpServerOrArchived(ctx, slug)
  const user = await ctx.em.findOne(McpServerUser, { id: userId, mcpServerId: server.id })
  if (!user) throw new DomainError('user-not-found')
  return user
}
