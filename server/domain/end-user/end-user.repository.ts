import type { EntityManager } from '@mikro-orm/sql'
import { primaryHint } from '../../db/keyset.ts'
import { readTimestamp } from '../../db/read-timestamp.ts'
import type { Statement } from '../../db/statement.ts'
import type { TenantContext, TenantScope } from '../context.ts'
import type { ActiveUser } from './active-user.ts'

interface UserRow {
  user_id: string | null
  name: string
  email: string
  password_changed_at: string | number | null
  password_must_change: number | boolean
}

interface SessionRow extends UserRow {
  oauth_grant: string | Record<string, unknown> | null
}

/** A user of the server who is not disabled. */
export async function findEnabledUser(
  { em, organizationId }: TenantScope,
  mcpServerId: string,
  id: string,
): Promise<ActiveUser | undefined> {
  const [row]: UserRow[] = await em.execute(
    `select id as user_id, name, email, password_changed_at, password_must_change
     from mcp_server_user where organization_id = ? and id = ? and mcp_server_id = ? and disabled_at is null`,
    [organizationId, id, mcpServerId],
  )
  return row && userOf(row)
}

/** Notes that a session is in use, unless it is revoked. */
export function touchSessionSql(
  { em, organizationId }: Pick<TenantScope, 'em' | 'organizationId'>,
  id: string,
  lastSeenAt: Date,
): Statement {
  return {
    sql: `update mcp_server_session ${primaryHint(em)} set last_seen_at = ?
      where organization_id = ? and id = ? and revoked_at is null`,
    values: [lastSeenAt, organizationId, id],
    mustChange: true,
  }
}

/** A session that is not revoked, and its user in the same statement, if the user is not disabled. */
export async function findLiveSession(
  { em, organizationId }: TenantScope,
  mcpServerId: string,
  sessionId: string,
): Promise<{ grant: Record<string, unknown> | undefined; user: ActiveUser | undefined } | undefined> {
  const rows: SessionRow[] = await em.execute(
    `select c.oauth_grant, u.id as user_id, u.name, u.email, u.password_changed_at, u.password_must_change
     from mcp_server_session c
     left join mcp_server_user u on u.organization_id = c.organization_id and u.id = c.mcp_server_user_id
       and u.mcp_server_id = ? and u.disabled_at is null
     where c.organization_id = ? and c.id = ? and c.revoked_at is null`,
    [mcpServerId, organizationId, sessionId],
  )
  const [row] = rows
  return row && { grant: grantOf(row), user: userOf(row) }
}

function grantOf({ oauth_grant: grant }: SessionRow): Record<string, unknown> | undefined {
  return typeof grant === 'string' ? (JSON.parse(grant) as Record<string, unknown>) : (grant ?? undefined)
}

function userOf({ user_id: id, name, email, ...row }: UserRow): ActiveUser | undefined {
  if (id === null) return undefined
  const passwordChangedAt = row.password_changed_at === null ? null : readTimestamp(row.password_changed_at)
  return { id, name, email, passwordChangedAt, passwordMustChange: Boolean(row.password_must_change) }
}

/**
 * Ends every session of a server's users inside the caller's transaction, and deletes all codes and refresh tokens that
 * were issued in them. Sessions first, then artifacts: the same order as wherever both are locked.
 */
export async function endSessionsOfServer(
  { em, organizationId, now }: Pick<TenantContext, 'organizationId' | 'now'> & { em: EntityManager },
  mcpServerId: string,
): Promise<void> {
  await em.execute(
    // The sub-query takes the organization from the session: Vitess does not know that two values are the same. It also gives
    // each sub-query a LIMIT, which MySQL refuses within IN.
    `update mcp_server_session set revoked_at = ? where organization_id = ? and revoked_at is null
       and exists (select 1 from mcp_server_user u where u.organization_id = mcp_server_session.organization_id
         and u.id = mcp_server_session.mcp_server_user_id and u.mcp_server_id = ?)`,
    [now(), organizationId, mcpServerId],
  )
  await em.execute(
    'delete from oauth_artifact where organization_id = ? and mcp_server_id = ? and grant_id is not null',
    [organizationId, mcpServerId],
  )
}
