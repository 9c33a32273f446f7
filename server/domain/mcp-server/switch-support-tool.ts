import { updateRow } from '../../db/change-row.ts'
import type { PlatformContext } from '../context.ts'
import { OPERATOR } from '../audit-log/operator.ts'
import { writeAuditEntry } from '../audit-log/write-audit-entry.ts'
import { DomainError } from '../errors.ts'
import { Organization } from '../organization/organization.entity.ts'
import { tenantScope } from '../tenant-scope.ts'
import { McpServer } from './mcp-server.entity.ts'
import { publishChange } from '../publish-change.ts'

export interface SupportToolSwitch {
  organizationSlug: string
  /** Which MCP server; absent for all of the organization that are not archived. */
  serverSlug?: string | undefined
  enabled: boolean
  /** Whether to only say what would change. */
  dryRun: boolean
}

/** A server, and whether its support tool was in the other state before. */
export interface SwitchedServer {
  slug: string
  isChanged: boolean
}

/**
 * Switches the support tool of MCP servers on or off. An operator runs it, for servers that are older than the tool.
 * Running it twice changes nothing the second time. The audit log names the operator.
 *
 * @returns all servers that were looked at, by slug
 * @throws DomainError `organization-not-found`, `server-not-found`
 */
export async function switchSupportTool(
  platform: PlatformContext,
  { organizationSlug, serverSlug, enabled, dryRun }: SupportToolSwitch,
): Promise<SwitchedServer[]> {
  const organization = await platform.em.findOne(Organization, { slug: organizationSlug })
  if (!organization) throw new DomainError('organization-not-found')
  const scope = tenantScope(platform, organization.id)
  const { em, now } = scope
  const which = serverSlug === undefined ? {} : { slug: serverSlug }
  const servers = await em.find(McpServer, { ...which, archivedAt: null }, { orderBy: { slug: 'asc' } })
  if (serverSlug !== undefined && servers.length === 0) throw new DomainError('server-not-found')

  const changed = servers.filter(({ supportToolEnabled }) => supportToolEnabled !== enabled)
  if (!dryRun && changed.length > 0) {
    await em.transactional(async (em) => {
      for (const server of changed) {
        const details = { changed: 'supportToolEnabled' }
        const entry = { action: 'server-changed', subject: server.slug, details } as const
        writeAuditEntry(em, { ...scope, actor: OPERATOR }, entry)
        await updateRow(em, server, { supportToolEnabled: enabled, updatedAt: now() })
      }
      await publishChange(em, organization.id, { type: 'servers-changed' })
    })
  }
  return servers.map((server) => ({ slug: server.slug, isChanged: changed.includes(server) }))
}
