import type { McpServerDto } from '#shared/mcp-server.ts'
import type { TenantContext } from '../context.ts'
import { allow } from '../policy.ts'
import { findMcpServerOrArchived } from './find-mcp-server.ts'
import { presentMcpServer } from './present-mcp-server.ts'

/**
 * One MCP server, archived or not, with the time when an SDK was last seen. It says nothing about single keys.
 *
 * @throws DomainError `server-not-found`
 */
export async function getMcpServer(ctx: TenantContext, slug: string): Promise<McpServerDto> {
  allow(ctx, 'read servers')
  const server = await findMcpServerOrArchived(ctx, slug)
  return presentMcpServer(ctx.settings, server)
}
