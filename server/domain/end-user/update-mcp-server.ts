import type { McpServerDto, McpServerSettings } from '#shared/mcp-server.ts'
import { updateRow } from '../../db/change-row.ts'
import { writeAuditEntry } from '../audit-log/write-audit-entry.ts'
import type { TenantContext } from '../context.ts'
import { DomainError } from '../errors.ts'
import { lockMcpServer } from '../mcp-server/lock-mcp-server.ts'
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
  const server = await ctx.em.transactional(async (em) => {
    const server = await lockMcpServer(em, slug)
    if (server.archivedAt) throw new DomainError('server-not-found')
    const hasMoved = (server.resourceUrl ?? null) !== settings.resourceUrl
    const columns = settingsColumns(settings, server.name)
    const changed = namesOfChanges(server, columns)
    if (changed) writeAuditEntry(em, ctx, { action: 'server-changed', subject: slug, details: { changed } })
    const at = ctx.now()
    const sessionsEndedAt = laterOf(at, server.sessionsEndedAt)
    await updateRow(em, server, { ...columns, updatedAt: at, ...(hasMoved && { sessionsEndedAt }) })
    await publishChange(em, ctx.organizationId, { type: 'servers-changed' })
    if (hasMoved) await publishChange(em, ctx.organizationId, { type: 'end-users-changed' })
    return server
  })
  return presentMcpServer(ctx.settings, server)
}

/**
 * The moment until which sessions are over never goes back, also where the clock of the process that noted the one before is
 * ahead: the sessions between the two would live again.
 */
function laterOf(now: Date, before: Date | null | undefined): Date {
  return before && before > now ? before : now
}

/** Which settings differ, such as `name, supportToolCategories`: the audit log names them without their values. */
function namesOfChanges(server: McpServer, columns: ReturnType<typeof settingsColumns>): string {
  const names = Object.keys(columns) as (keyof typeof columns)[]
  return names
    .filter((name) => JSON.stringify(server[name] ?? null) !== JSON.stringify(columns[name]))
    .join(', ')
}
