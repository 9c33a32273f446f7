import type { AuthMode } from '#shared/mcp-server.ts'
import type { EntityManager } from '@mikro-orm/sql'
import { readTimestamp } from '../../db/read-timestamp.ts'

/** An MCP server as its SDK sees it. `keyId` is the key that was sent, if it belongs to this server and is active. */
export interface ServerAndKey {
  organizationId: string
  mcpServerId: string
  keyId: string | undefined
  keyLastUsedAt: Date | undefined
  name: string
  slug: string
  supportToolEnabled: boolean
  supportToolTitle: string | null
  supportToolDescription: string | null
  supportToolCategories: string[] | null
  authMode: AuthMode
  resourceUrl: string | null
  toolListedAt: Date | undefined
}

interface Row {
  id: string
  organization_id: string
  slug: string
  name: string
  support_tool_enabled: number | boolean
  support_tool_title: string | null
  support_tool_description: string | null
  support_tool_categories: string | string[] | null
  auth_mode: AuthMode
  resource_url: string | null
  tool_listed_at: string | number | null
  key_id: string | null
  last_used_at: string | number | null
}

/**
 * Finds the server of a host label and, in the same statement, its active key with this hash. The request has no
 * tenant before this look-up, so the statement reads the rows of all tenants.
 */
export async function findServerAndKey(
  em: EntityManager,
  slug: string,
  keyHash: Buffer,
): Promise<ServerAndKey | undefined> {
  const rows: Row[] = await em.execute(
    `select s.id, s.organization_id, s.slug, s.name, s.support_tool_enabled, s.support_tool_title,
            s.support_tool_description, s.support_tool_categories, s.auth_mode, s.resource_url, s.tool_listed_at, k.id as key_id, k.last_used_at
     from mcp_server s
     left join server_key k on k.key_hash = ? and k.organization_id = s.organization_id
       and k.mcp_server_id = s.id and k.revoked_at is null
     where s.slug = ? and s.archived_at is null`,
    [keyHash, slug],
  )
  const row = rows[0]
  if (!row) return undefined
  const categories = row.support_tool_categories
  return {
    organizationId: row.organization_id,
    mcpServerId: row.id,
    keyId: row.key_id ?? undefined,
    keyLastUsedAt: row.last_used_at === null ? undefined : readTimestamp(row.last_used_at),
    name: row.name,
    slug: row.slug,
    supportToolEnabled: Boolean(row.support_tool_enabled),
    supportToolTitle: row.support_tool_title,
    supportToolDescription: row.support_tool_description,
    supportToolCategories: typeof categories === 'string' ? (JSON.parse(categories) as string[]) : categories,
    authMode: row.auth_mode,
    resourceUrl: row.resource_url,
    toolListedAt: row.tool_listed_at === null ? undefined : readTimestamp(row.tool_listed_at),
  }
}
