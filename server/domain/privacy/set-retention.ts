import type { McpServerDto } from '#shared/mcp-server.ts'
import { updateRow } from '../../db/change-row.ts'
import { writeAuditEntry } from '../audit-log/write-audit-entry.ts'
import type { TenantContext } from '../context.ts'
import { findMcpServerOrArchived } from '../mcp-server/find-mcp-server.ts'
import { presentMcpServer } from '../mcp-server/present-mcp-server.ts'
import { allow } from '../policy.ts'
import { publishChange } from '../publish-change.ts'

/**
 * Sets for how many days the tickets of an MCP server are kept, also of an archived one. A job deletes the older ones within
 * minutes, whatever their status.
 *
 * @param days null keeps tickets
 * @throws DomainError `server-not-found`
 */
export async function setRetention(
  ctx: TenantContext,
  slug: string,
  days: number | null,
): Promise<McpServerDto> {
  allow(ctx, 'manage retention')
  const server = await findMcpServerOrArchived(ctx, slug)
  const before = server.retentionDays ?? null
  if (before !== days) {
    await ctx.em.transactional(async (em) => {
      const details = { from: before ?? 'none', to: days ?? 'none' }
      writeAuditEntry(em, ctx, { action: 'retention-changed', subject: slug, details })
      await updateRow(em, server, { retentionDays: days })
      await publishChange(em, ctx.organizationId, { type: 'servers-changed' })
    })
  }
  return presentMcpServer(ctx.settings, server)
}
