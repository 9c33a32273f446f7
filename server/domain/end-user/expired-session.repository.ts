import type { EntityManager } from '@mikro-orm/sql'
import { ALL_TENANTS } from '../../db/all-tenants.ts'
import { deleteSql } from '../../db/keyset.ts'
import { readTimestamp } from '../../db/read-timestamp.ts'

interface Tenant {
  em: EntityManager
  organizationId: string
}

export interface ExpiredSession {
  organizationId: string
  id: string
  userId: string
  expiresAt: Date
  lastSeenAt: Date | undefined
}

interface Row {
  organization_id: string
  id: string
  mcp_server_user_id: string
  expires_at: string | number
  last_seen_at: string | number | null
}

/** Sessions of one statement. */
export const EXPIRED_PAGE = 1_000

/** Some of the sessions of all tenants that expired before a time, in the order of their end, from `after` on. */
export async function findExpiredSessions(
  em: EntityManager,
  before: Date,
  after: Pick<ExpiredSession, 'id' | 'expiresAt'>,
): Promise<ExpiredSession[]> {
  const { sql, values } = expiredSessionsSql(before, after)
  const rows: Row[] = await em.execute(sql, values)
  return rows.map((row) => ({
    organizationId: row.organization_id,
    id: row.id,
    userId: row.mcp_server_user_id,
    expiresAt: readTimestamp(row.expires_at),
    lastSeenAt: row.last_seen_at === null ? undefined : readTimestamp(row.last_seen_at),
  }))
}

/**
 * The statement of `findExpiredSessions`. It is apart, so that a test can check its plan. It names the index in a comment, which only
 * MySQL reads: where most sessions have expired, it would read and sort the whole table for each page.
 */
export function expiredSessionsSql(
  before: Date,
  { id, expiresAt }: Pick<ExpiredSession, 'id' | 'expiresAt'>,
): { sql: string; values: unknown[] } {
  return {
    sql: `select /*+ INDEX(mcp_server_session mcp_server_session_expiry_index) */ ${ALL_TENANTS}
        organization_id, id, mcp_server_user_id, expires_at, last_seen_at from mcp_server_session
      where expires_at < ? and expires_at >= ? and (expires_at > ? or id > ?)
      order by expires_at, id limit ${EXPIRED_PAGE}`,
    values: [before, expiresAt, expiresAt, id],
  }
}

/** Which of these sessions no ticket names. */
export async function findSessionsWithoutTicket(
  { em, organizationId }: Tenant,
  ids: readonly string[],
): Promise<string[]> {
  const rows: { id: string }[] = await em.execute(
    `select c.id from mcp_server_session c where c.organization_id = ? and c.id in (?)
       and not exists (select 1 from support_ticket t
         where t.organization_id = c.organization_id and t.mcp_server_session_id = c.id)`,
    [organizationId, ids],
  )
  return rows.map(({ id }) => id)
}

/** Deletes sessions, unless they last longer by now. */
export async function deleteSessions(
  { em, organizationId }: Tenant,
  ids: readonly string[],
  expiredBefore: Date,
): Promise<void> {
  await em.execute(
    `${deleteSql('mcp_server_session')} where organization_id = ? and id in (?) and expires_at < ?`,
    [organizationId, ids, expiredBefore],
  )
}
