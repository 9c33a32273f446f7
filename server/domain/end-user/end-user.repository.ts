import { primaryHint } from '../../db/keyset.ts'
import { readTimestamp } from '../../db/read-timestamp.ts'
import type { Statement } from '../../db/statement.ts'
import type { TenantScope } from '../context.ts'
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

/** Notes that a session is in use, unless it is revoked or over. */
export function touchSessionSql(
  { em, organizationId }: Pick<TenantScope, 'em' | 'organizationId'>,
  mcpServerId: string,
  id: string,
  lastSeenAt: Date,
): Statement {
  return {
    sql: `update mcp_server_session ${primaryHint(em)} set last_seen_at = ?
      where organization_id = ? and id = ? and revoked_at is null
        and not exists (select 1 from mcp_server s where s.organization_id = mcp_server_session.organization_id
          and s.id = ? and s.sessions_ended_at >= mcp_server_session.created_at)`,
    // The sub-query takes the organization from the session: Vitess does not know that two values are the same.
    values: [lastSeenAt, organizationId, id, mcpServerId],
    mustChange: true,
  }
}

/** A session that is neither revoked nor over, and its user in the same statement, if the user is not disabled. */
export async function findLiveSession(
  { em, organizationId }: TenantScope,
  mcpServerId: string,
  sessionId: string,
): Promise<{ grant: Record<string, unknown> | undefined; user: ActiveUser | undefined } | undefined> {
  const rows: SessionRow[] = await em.execute(
    `select c.oauth_grant, u.id as user_id, u.name, u.email, u.password_changed_at, u.password_must_change
     from mcp_server_session c
     join mcp_server s on s.organization_id = c.organization_id and s.id = ?
     left join mcp_server_user u on u.organization_id = c.organization_id and u.id = c.mcp_server_user_id
       and u.mcp_server_id = s.id and u.disabled_at is null
     where c.organization_id = ? and c.id = ? and c.revoked_at is null
       and (s.sessions_ended_at is null or c.created_at > s.sessions_ended_at)`,
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
