import { LockMode } from '@mikro-orm/core'
import { writeAuditEntry } from '../audit-log/write-audit-entry.ts'
import type { TenantContext } from '../context.ts'
import { DomainError } from '../errors.ts'
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
  await ctx.em.transactional(async (em) => {
    await em.refresh(server, { lockMode: LockMode.PESSIMISTIC_WRITE })
    if (server.archivedAt) throw new DomainError('server-not-found')
    server.archivedAt = ctx.now()
    writeAuditEntry(em, ctx, { action: 'server-archived', subject: slug })
  })
  ctx.changes.publish(ctx.organizationId, { type: 'servers-changed' })
}
