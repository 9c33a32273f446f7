import type { EntityManager } from '@mikro-orm/sql'
import { ALL_TENANTS } from '../../db/all-tenants.ts'
import { readByKey } from '../../db/read-by-key.ts'
import { readTimestamp } from '../../db/read-timestamp.ts'
import { findOrganizationOfHost } from '../organization/find-organization.repository.ts'

/** An MCP server whose users sign in on its own host. */
export interface SignInServer {
  organizationId: string
  mcpServerId: string
  slug: string
  name: string
  /** The canonical URL of its MCP endpoint. */
  resourceUrl: string
}

/** A server with the keys that it has stored, in the order in which they were created. */
export interface ServerWithKeys extends SignInServer {
  keys: StoredKey[]
}

/** A signing key as it is stored. */
export interface StoredKey {
  sealedPrivateJwk: string
  createdAt: Date
}

interface Row {
  id: string
  organization_id: string
  slug: string
  name: string
  resource_url: string
}

interface RowWithKey extends Row {
  sealed_private_jwk: string | null
  key_created_at: string | number
}

/** Finds every server whose users sign in, of all tenants. */
export async function* findSignInServers(em: EntityManager): AsyncGenerator<SignInServer> {
  const rows = readByKey<Row, 'id'>(
    em,
    'id',
    `select ${ALL_TENANTS} id, organization_id, slug, name, resource_url from mcp_server
     where archived_at is null and auth_mode = 'oauth' and resource_url is not null and id > ?`,
  )
  for await (const row of rows) yield serverOf(row)
}

/** Finds every server that has more than one signing key, of all tenants, also where users sign in no longer. */
export function findServersWithSeveralKeys(
  em: EntityManager,
): AsyncGenerator<{ organization_id: string; mcp_server_id: string }> {
  return readByKey(
    em,
    'mcp_server_id',
    `select ${ALL_TENANTS} organization_id, mcp_server_id from signing_key where mcp_server_id > ?
     group by organization_id, mcp_server_id having count(*) > 1`,
  )
}

/** Finds the server with a host label, if its users sign in, with its signing keys in the same statement. */
export async function findServerWithKeys(
  em: EntityManager,
  slug: string,
): Promise<ServerWithKeys | undefined> {
  const organizationId = await findOrganizationOfHost(em, slug)
  if (organizationId === undefined) return undefined
  const rows: RowWithKey[] = await em.execute(
    `select s.id, s.organization_id, s.slug, s.name, s.resource_url, k.sealed_private_jwk,
            k.created_at as key_created_at
     from mcp_server s
     left join signing_key k on k.organization_id = s.organization_id and k.mcp_server_id = s.id
     where s.organization_id = ? and s.slug = ? and s.archived_at is null and s.auth_mode = 'oauth' and s.resource_url is not null
     order by k.created_at, k.id`,
    [organizationId, slug],
  )
  const [row] = rows
  if (!row) return undefined
  const keys = rows.flatMap(({ sealed_private_jwk: sealedPrivateJwk, key_created_at: createdAt }) =>
    sealedPrivateJwk === null ? [] : [{ sealedPrivateJwk, createdAt: readTimestamp(createdAt) }],
  )
  return { ...serverOf(row), keys }
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
