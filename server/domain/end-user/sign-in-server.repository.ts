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

/**
 * Finds the server of a host label, if its users sign in. This is where a request that has no tenant yet gets one, so
 * it crosses tenants by purpose.
 */
export async function findSignInServer(em: EntityManager, slug: string): Promise<SignInServer | undefined> {
  const rows: Row[] = await em.execute(
    `select id, organization_id, slug, name, resource_url from mcp_server
     where slug = ? and archived_at is null and auth_mode = 'oauth' and resource_url is not null`,
    [slug],
  )
  const row = rows[0]
  return (
    row && {
      organizationId: row.organization_id,
      mcpServerId: row.id,
      slug: row.slug,
      name: row.name,
      resourceUrl: row.resource_url,
    }
  )
}
