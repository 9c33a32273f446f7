import type { McpServerDto, McpServerSettings } from '#shared/mcp-server.ts'
import { UniqueConstraintViolationException } from '@mikro-orm/core'
import { writeAuditEntry } from '../audit-log/write-audit-entry.ts'
import type { TenantContext } from '../context.ts'
import { DomainError } from '../errors.ts'
import { lockOrganization } from '../organization/lock-organization.ts'
import { allow } from '../policy.ts'
import { McpServer } from './mcp-server.entity.ts'
import { presentMcpServer } from './present-mcp-server.ts'
import { settingsColumns } from './settings-columns.ts'
import { publishChange } from '../publish-change.ts'

/**
 * MCP servers of one organization. Archived ones count, because they stay for good, and lists answer with all of them at
 * once.
 */
const MAX_SERVERS = 500

/**
 * Creates an MCP server with its host. No organization can use the slug again, even after the server is archived.
 *
 * @throws DomainError `too-many-servers`, `slug-taken`
 */
export async function createMcpServer(
  ctx: TenantContext,
  slug: string,
  settings: McpServerSettings,
): Promise<McpServerDto> {
  allow(ctx, 'manage servers')
  const createdAt = ctx.now()
  const server = await ctx.em
    .transactional(async (em) => {
      // Locked, so that two requests at once cannot both take the last place.
      await lockOrganization(em, ctx.organizationId)
      if ((await em.count(McpServer)) >= MAX_SERVERS) throw new DomainError('too-many-servers')
      writeAuditEntry(em, ctx, { action: 'server-created', subject: slug })
      await publishChange(em, ctx.organizationId, { type: 'servers-changed' })
      return em.create(McpServer, {
        organizationId: ctx.organizationId,
        slug,
        ...settingsColumns(settings),
        createdAt,
        updatedAt: createdAt,
      })
    })
    .catch(async (error: unknown) => {
      if (!(error instanceof UniqueConstraintViolationException)) throw error
      const detail = await explainTaken(ctx, slug)
      throw new DomainError('slug-taken', {
        detail,
        errors: [{ pointer: '/slug', code: 'not-allowed', detail }],
      })
    })
  return presentMcpServer(ctx.settings, server)
}

/** Who has the slug, as far as this organization may know. */
async function explainTaken({ em }: TenantContext, slug: string): Promise<string> {
  const own = await em.fork().findOne(McpServer, { slug })
  if (!own) return 'Another organization has this address, or had it. Choose another.'
  return own.archivedAt
    ? 'An archived MCP server of this organization has this address. Restore it, or choose another.'
    : 'Another MCP server of this organization has this address. Choose another.'
}
