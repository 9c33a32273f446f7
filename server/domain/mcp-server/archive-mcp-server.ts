import { updateRow } from '../../db/change-row.ts'
import { writeAuditEntry } from '../audit-log/write-audit-entry.ts'
import type { TenantContext } from '../context.ts'
import { allow } from '../policy.ts'
import { lockMcpServer } from './lock-mcp-server.ts'
import { publishChange } from '../publish-change.ts'

/**
 * Archives a server: its host answers as if it did not exist. Its tickets are kept, and its slug stays taken. Archiving
 * twice is no error, and keeps the time of the first.
 *
 * @throws DomainError `server-not-found`
 */
export async function archiveMcpServer(ctx: TenantContext, slug: string): Promise<void> {
  allow(ctx, 'manage servers')
  await ctx.em.transactional(async (em) => {
    const server = await lockMcpServer(em, slug)
    if (server.archivedAt) return
    await updateRow(em, server, { archivedAt: ctx.now() })
    writeAuditEntry(em, ctx, { action: 'server-archived', subject: slug })
    await publishChange(em, ctx.organizationId, { type: 'servers-changed' })
  })
}
