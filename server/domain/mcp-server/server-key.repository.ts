import type { AuthMode } from '#shared/mcp-server.ts'
import type { EntityManager } from '@mikro-orm/sql'
import { readTimestamp } from '../../db/read-timestamp.ts'
import { findOrganizationOfHost } from '../organization/find-organization.repository.ts'

/** An MCP server as its SDK sees it. */
export interface ServerAndKey {
  organizationId: string
  mcpServerId: string
  archivedAt: Date | undefined
  /** The key that was sent, if it belongs to this server and is active. */
  keyId: string | undefined
  /** The key that was sent, if it belongs to this organization and cannot be used here. */
  refusedKey: { id: string; isOfThisServer: boolean } | undefined
  keyLastUsedAt: Date | undefined
  name: string
  slug: string
  supportToolEnabled: boolean
  supportToolTitle: string | null
  supportToolDescription: string | null
  supportToolCategories: string[] | null
  authMode: AuthMode
  resourceUrl: string | null
  /** Its users' sessions that were opened until then are over. */
  sessionsEndedAt: Date | undefined
  settingsFirstFetchedAt: Date | undefined
  settingsFetchedAt: Date | undefined
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
  sessions_ended_at: string | number | null
  archived_at: string | number | null
  settings_first_fetched_at: string | number | null
  settings_fetched_at: string | number | null
  tool_listed_at: string | number | null
  key_id: string | null
  key_server_id: string | null
  revoked_at: string | number | null
  last_used_at: string | number | null
}

/**
 * Finds the server of a host label and, in the same statement, the key with this hash, of whichever server of the
 * organization: why a key is refused costs no statement of its own.
 */
export async function findServerAndKey(
  em: EntityManager,
  slug: string,
  keyHash: Buffer,
): Promise<ServerAndKey | undefined> {
  const organizationId = await findOrganizationOfHost(em, slug)
  if (organizationId === undefined) return undefined
  const rows: Row[] = await em.execute(
    `select s.id, s.organization_id, s.slug, s.name, s.support_tool_enabled, s.support_tool_title,
            s.support_tool_description, s.support_tool_categories, s.auth_mode, s.resource_url, s.sessions_ended_at, s.settings_first_fetched_at, s.settings_fetched_at,
            s.tool_listed_at, s.archived_at, k.id as key_id, k.mcp_server_id as key_server_id, k.revoked_at, k.last_used_at
     from mcp_server s
     left join server_key k on k.organization_id = s.organization_id and k.key_hash = ?
     where s.organization_id = ? and s.slug = ?`,
    [keyHash, organizationId, slug],
  )
  const row = rows[0]
  if (!row) return undefined
  const categories = row.support_tool_categories
  return {
    organizationId: row.organization_id,
    mcpServerId: row.id,
    archivedAt: readOptional(row.archived_at),
    ...readKey(row),
    name: row.name,
    slug: row.slug,
    supportToolEnabled: Boolean(row.support_tool_enabled),
    supportToolTitle: row.support_tool_title,
    supportToolDescription: row.support_tool_description,
    supportToolCategories: typeof categories === 'string' ? (JSON.parse(categories) as string[]) : categories,
    authMode: row.auth_mode,
    resourceUrl: row.resource_url,
    sessionsEndedAt: readOptional(row.sessions_ended_at),
    settingsFirstFetchedAt: readOptional(row.settings_first_fetched_at),
    settingsFetchedAt: readOptional(row.settings_fetched_at),
    toolListedAt: readOptional(row.tool_listed_at),
  }
}

function readKey(row: Row): Pick<ServerAndKey, 'keyId' | 'keyLastUsedAt' | 'refusedKey'> {
  const none = { keyId: undefined, keyLastUsedAt: undefined, refusedKey: undefined }
  if (row.key_id === null) return none
  const isOfThisServer = row.key_server_id === row.id
  if (!isOfThisServer || row.revoked_at !== null)
    return { ...none, refusedKey: { id: row.key_id, isOfThisServer } }
  return { ...none, keyId: row.key_id, keyLastUsedAt: readOptional(row.last_used_at) }
}

function readOptional(value: string | number | null): Date | undefined {
  return value === null ? undefined : readTimestamp(value)
}
