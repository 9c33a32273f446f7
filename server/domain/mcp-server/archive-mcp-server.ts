import type { TenantContext } from '../context.ts'
import { allow } from '../policy.ts'
import { findMcpServer } from './find-mcp-server.ts'

/**
 * Archives a server: its host answers as if it did not exist. Its tickets are kept, and its slug stays taken.
 *
 * @throws DomainError `server-not-found`
 */
export async function archiveMcpServer(ctx: TenantContext, slug: string): Promise<void> {
  allow(ctx, 'manage servers')
  const server = await findMcpServer(ctx, slug)
  server.archivedAt = ctx.now()
  await ctx.em.flush()
  ctx.changes.publish(ctx.organizationId, { type: 'servers-changed' })
}
