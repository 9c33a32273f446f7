import type { McpServerDto, McpServerSettings } from '#shared/mcp-server.ts'
import { UniqueConstraintViolationException } from '@mikro-orm/core'
import { writeAuditEntry } from '../audit-log/write-audit-entry.ts'
import type { TenantContext } from '../context.ts'
import { DomainError } from '../errors.ts'
import { allow } from '../policy.ts'
import { McpServer } from './mcp-server.entity.ts'
import { presentMcpServer } from './present-mcp-server.ts'
import { settingsColumns } from './settings-columns.ts'

/**
 * Creates an MCP server with its host. No organization can use the slug again, even after the server is archived.
 *
 * @throws DomainError `slug-taken`
 */
export async function createMcpServer(
  ctx: TenantContext,
  slug: string,
  settings: McpServerSettings,
): Promise<McpServerDto> {
  allow(ctx, 'manage servers')
  const createdAt = ctx.now()
  const server = ctx.em.create(McpServer, {
    organizationId: ctx.organizationId,
    slug,
    ...settingsColumns(settings),
    createdAt,
    updatedAt: createdAt,
  })
  writeAuditEntry(ctx.em, ctx, { action: 'server-created', subject: slug })
  await ctx.em.flush().catch((error: unknown) => {
    if (error instanceof UniqueConstraintViolationException) throw new DomainError('slug-taken')
    throw error
  })
  ctx.changes.publish(ctx.organizationId, { type: 'servers-changed' })
  return presentMcpServer(ctx.settings, server)
}
