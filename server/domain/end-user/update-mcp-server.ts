import type { McpServerDto, McpServerSettings } from '#shared/mcp-server.ts'
import { updateRow } from '../../db/change-row.ts'
import { writeAuditEntry } from '../audit-log/write-audit-entry.ts'
import type { TenantContext } from '../context.ts'
import { findMcpServer } from '../mcp-server/find-mcp-server.ts'
import type { McpServer } from '../mcp-server/mcp-server.entity.ts'
import { presentMcpServer } from '../mcp-server/present-mcp-server.ts'
import { settingsColumns } from '../mcp-server/settings-columns.ts'
import { allow } from '../policy.ts'
import { publishChange } from '../publish-change.ts'

/**
 * Changes a server's settings. Running SDKs read them within the config's time to live. Users who are signed in keep
 * their sessions while the mode is `email`, though their tokens are refused meanwhile. Another address of the endpoint
 * ends their sessions, because their tokens are for the address before. There can be very many, so only the moment is noted:
 * whoever asks for a session goes by it at once, and the job of `endOldSessions` revokes them. That is why this is a use-case of
 * `end-user`.
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
    const columns = settingsColumns(settings, server.name)
    const changed = namesOfChanges(server, columns)
    if (changed) writeAuditEntry(em, ctx, { action: 'server-changed', subject: slug, details: { changed } })
    const at = ctx.now()
    await updateRow(em, server, { ...columns, updatedAt: at, ...(hasMoved && { sessionsEndedAt: at }) })
    await publishChange(em, ctx.organizationId, { type: 'servers-changed' })
    if (hasMoved) await publishChange(em, ctx.organizationId, { type: 'end-users-changed' })
  })
  return presentMcpServer(ctx.settings, server)
}

/** Which settings differ, such as `name, supportToolCategories`: the audit log names them without their values. */
function namesOfChanges(server: McpServer, columns: ReturnType<typeof settingsColumns>): string {
  const names = Object.keys(columns) as (keyof typeof columns)[]
  return names
    .filter((name) => JSON.stringify(server[name] ?? null) !== JSON.stringify(columns[name]))
    .join(', ')
}
