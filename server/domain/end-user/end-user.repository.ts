import type { EntityManager } from '@mikro-orm/sql'
import { indexHint, type KeysetCursor, keysetSql, primaryHint } from '../../db/keyset.ts'
import { readTimestamp } from '../../db/read-timestamp.ts'
import type { Statement } from '../../db/statement.ts'
import type { TenantContext, TenantScope } from '../context.ts'
import type { ActiveUser } from './active-user.ts'

/** A user as the list needs it. */
export interface EndUserRow {
  id: string
  name: string
  email: string
  createdAt: Date
  disabledAt?: Date | null | undefined
}

export interface EndUserListQuery {
  mcpServerId: string
  /** Part of a name or an address; empty finds everybody. */
  search: string
  cursor?: KeysetCursor | undefined
  limit: number
}

interface Row {
  id: string
  name: string
  email: string
  created_at: string | number
  disabled_at: string | number | null
}

/** Reads one page in the cursor's direction; without a cursor, newest first. */
export async function listEndUserRows(ctx: TenantContext, query: EndUserListQuery): Promise<EndUserRow[]> {
  const { sql, values } = endUserListSql(ctx, query)
  const rows: Row[] = await ctx.em.execute(sql, values)
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    email: row.email,
    createdAt: readTimestamp(row.created_at),
    disabledAt: row.disabled_at === null ? null : readTimestamp(row.disabled_at),
  }))
}

/**
 * The statement of one page. It is apart from its execution so that a test can check its plan. A search reads the
 * server's users until the page is full, because no index finds parts of words.
 */
export function endUserListSql(
  ctx: TenantContext,
  { mcpServerId, search, cursor, limit }: EndUserListQuery,
): { sql: string; values: unknown[] } {
  const keyset = keysetSql(cursor)
  const matches = search ? `(name like ? escape '!' or email_key like ? escape '!')` : 'true'
  const patterns = search ? [patternOf(search), patternOf(search.toLowerCase())] : []
  const sql = `select id, name, email, created_at, disabled_at
     from mcp_server_user ${indexHint(ctx.em, 'mcp_server_user_list')}
     where organization_id = ? and mcp_server_id = ? and ${keyset.condition} and ${matches}
     ${keyset.orderBy} limit ?`
  return {
    sql,
    values: [ctx.organizationId, mcpServerId, ...keyset.parameters, ...patterns, limit],
  }
}

/** What a user's sessions say about the user. */
export interface EndUserActivity {
  liveSessions: number
  lastSeenAt: Date | undefined
}

/** How active each of these users is. A user who never had a session is absent. */
export async function readActivity(
  ctx: TenantContext,
  userIds: readonly string[],
): Promise<Map<string, EndUserActivity>> {
  if (userIds.length === 0) return new Map()
  const rows: { id: string; live: number | string; last_seen_at: string | number | null }[] =
    await ctx.em.execute(
      `select mcp_server_user_id as id, max(last_seen_at) as last_seen_at,
         sum(case when revoked_at is null and last_seen_at is not null and (expires_at is null or expires_at > ?)
           then 1 else 0 end) as live
       from mcp_server_session
       where organization_id = ? and mcp_server_user_id in (${userIds.map(() => '?').join(', ')})
       group by mcp_server_user_id`,
      [ctx.now(), ctx.organizationId, ...userIds],
    )
  return new Map(
    rows.map(({ id, live, last_seen_at: seen }) => [
      id,
      { liveSessions: Number(live), lastSeenAt: seen === null ? undefined : readTimestamp(seen) },
    ]),
  )
}

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

/** A pattern for LIKE that finds the text as it was typed: `%` and `_` have no special meaning in it. */
function patternOf(text: string): string {
  return `%${text.replaceAll(/[!%_]/g, '!$&')}%`
}
