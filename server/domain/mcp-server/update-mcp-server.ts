import type { McpServerDto, McpServerSettings } from '#shared/mcp-server.ts'
import type { TenantContext } from '../context.ts'
import { endSessionsOfServer } from '../end-user/end-user.repository.ts'
import { allow } from '../policy.ts'
import { findMcpServer } from './find-mcp-server.ts'
import { presentMcpServer } from './present-mcp-server.ts'
import { settingsColumns } from './settings-columns.ts'

/**
 * Changes a server's settings. Running SDKs pick them up within the config's time to live. Users who signed in stay so
 * while the mode is `email`, and are not let in; another address of the endpoint ends their sessions, because their
 * tokens are for the one before.
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
  const hasMoved = (server.resourceUrl ?? null) !== settings.resourceUrl
  await ctx.em.transactional(async (em) => {
    em.assign(server, { ...settingsColumns(settings), updatedAt: ctx.now() })
    await em.flush()
    if (hasMoved) await endSessionsOfServer({ ...ctx, em }, server.id)
  })
  if (hasMoved) ctx.changes.publish(ctx.organizationId, { type: 'end-users-changed' })
  ctx.changes.publish(ctx.organizationId, { type: 'servers-changed' })
  return presentMcpServer(ctx.settings, server)
}
