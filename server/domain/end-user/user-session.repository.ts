import type { EntityManager } from '@mikro-orm/sql'
import { indexHint } from '../../db/keyset.ts'
import { readTimestamp } from '../../db/read-timestamp.ts'

interface Tenant {
  em: EntityManager
  organizationId: string
}

/** What jobs need of a session. */
export interface UserSession {
  id: string
  userId: string
  createdAt: Date
  lastSeenAt: Date | undefined
  isRevoked: boolean
}

interface Row {
  id: string
  mcp_server_user_id: string
  created_at: string | number
  last_seen_at: string | number | null
  revoked_at: string | number | null
}

/** Sessions of one statement. */
export const SESSIONS_PAGE = 500

/**
 * Some of the sessions of users, whatever their state: so a statement reads no more rows than it finds. They are in descending order of
 * users and ids. An id begins with its time, so a user's newest come first.
 *
 * SQLite has no ids in its index, and reads all sessions of one user.
 *
 * @param before finds those with lower ids, of one user
 */
export async function findUserSessions(
  { em, organizationId }: Tenant,
  userIds: readonly string[],
  before?: string,
): Promise<UserSession[]> {
  const { sql, values } = userSessionsSql({ em, organizationId }, userIds, before)
  const rows: Row[] = await em.execute(sql, values)
  return rows.map((row) => ({
    id: row.id,
    userId: row.mcp_server_user_id,
    createdAt: readTimestamp(row.created_at),
    lastSeenAt: row.last_seen_at === null ? undefined : readTimestamp(row.last_seen_at),
    isRevoked: row.revoked_at !== null,
  }))
}

/** The statement of `findUserSessions`. It is apart, so that a test can check its plan. */
export function userSessionsSql(
  { em, organizationId }: Tenant,
  userIds: readonly string[],
  before?: string,
): { sql: string; values: unknown[] } {
  return {
    sql: `select id, mcp_server_user_id, created_at, last_seen_at, revoked_at
      from mcp_server_session ${indexHint(em, 'mcp_server_session_user_index')}
      where organization_id = ? and mcp_server_user_id in (${userIds.map(() => '?').join(', ')})
        and ${before === undefined ? 'true' : 'id < ?'}
      order by mcp_server_user_id desc, id desc limit ?`,
    values: [organizationId, ...userIds, ...(before === undefined ? [] : [before]), SESSIONS_PAGE],
  }
}
