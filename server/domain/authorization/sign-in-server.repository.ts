import type { EntityManager } from '@mikro-orm/sql'

/** An MCP server whose users sign in on its own host. */
export interface SignInServer {
  organizationId: string
  mcpServerId: string
  slug: string
  name: string
  /** The canonical URL of its MCP endpoint. */
  resourceUrl: string
}

interface Row {
  id: string
  organization_id: string
  slug: string
  name: string
  resource_url: string
}

const SELECT = `select id, organization_id, slug, name, resource_url from mcp_server
  where archived_at is null and auth_mode = 'oauth' and resource_url is not null`

/**
 * Finds the servers whose users sign in: the one with a host label, or all. The request has no tenant before this
 * look-up, so the statement reads the rows of all tenants.
 */
export async function findSignInServers(em: EntityManager, slug?: string): Promise<SignInServer[]> {
  const rows: Row[] =
    slug === undefined ? await em.execute(SELECT) : await em.execute(`${SELECT} and slug = ?`, [slug])
  return rows.map(serverOf)
}

function serverOf(row: Row): SignInServer {
  return {
    organizationId: row.organization_id,
    mcpServerId: row.id,
    slug: row.slug,
    name: row.name,
    resourceUrl: row.resource_url,
  }
}
