import { updateRow } from '../../db/change-row.ts'
import { writeAuditEntry } from '../audit-log/write-audit-entry.ts'
import type { TenantContext } from '../context.ts'
import { allow } from '../policy.ts'
import { lockMcpServer } from './lock-mcp-server.ts'
import { publishChange } from '../publish-change.ts'

/**
 * Restores an archived server: its host answers again, and the keys and sign-ins that were active work again. Restoring
 * a server that is not archived is no error.
 *
 * @throws DomainError `server-not-found`
 */
export async function restoreMcpServer(ctx: TenantContext, slug: string): Promise<void> {
  allow(ctx, 'manage servers')
  await ctx.em.transactional(async (em) => {
    const server = await lockMcpServer(em, slug)
    if (!server.archivedAt) return
    await updateRow(em, server, { archivedAt: null })
    writeAuditEntry(em, ctx, { action: 'server-restored', subject: slug })
    await publishChange(em, ctx.organizationId, { type: 'servers-changed' })
  })
}
