import type { McpServerDto, McpServerSettings } from '#shared/mcp-server.ts'
import type { TenantContext } from '../context.ts'
import { allow } from '../organization/organization.policy.ts'
import { findMcpServer } from './find-mcp-server.ts'
import { presentMcpServer } from './present-mcp-server.ts'
import { settingsColumns } from './settings-columns.ts'

/**
 * Changes a server's settings. Running SDKs pick them up within the config's time to live.
 *
 * @throws DomainError `server-not-found`
 */
export async function updateMcpServer(
  ctx: TenantContext,
  slug: string,
  settings: McpServerSettings,
): Promise<McpServerDto> {
  allow(ctx, 'manage servers')
  const server = await findMcpServer(ctx, slug)
  ctx.em.assign(server, { ...settingsColumns(settings), updatedAt: ctx.now() })
  await ctx.em.flush()
  ctx.changes.publish(ctx.organizationId, { type: 'servers-changed' })
  return presentMcpServer(ctx.settings, server)
}
