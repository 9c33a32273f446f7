import { indexHint, keysetEndSql, type KeysetCursor, type KeysetPlace, keysetSql } from '../../db/keyset.ts'
import { readTimestamp } from '../../db/read-timestamp.ts'
import type { TenantScope } from '../context.ts'

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
  cursor?: KeysetCursor | undefined
  limit: number
}

type Tenant = Pick<TenantScope, 'em' | 'organizationId'>

interface BoundSql {
  sql: string
  values: unknown[]
}

interface Condition {
  condition: string
  parameters: unknown[]
}

const ALL: Condition = { condition: 'true', parameters: [] }

interface Row {
  id: string
  name: string
  email: string
  created_at: string | number
  disabled_at: string | number | null
}

/** Users that one statement of a search looks at. No index finds parts of words, and while SQLite reads, nobody else is answered. */
const LOOKED_AT = 2_000

/** Reads one page in the cursor's direction; without a cursor, newest first. */
export async function listEndUserRows(
  ctx: Tenant,
  { search, ...query }: EndUserListQuery & { search: string },
): Promise<EndUserRow[]> {
  if (search === '') return readRows(ctx, endUserListSql(ctx, query))
  const found: EndUserRow[] = []
  for (let cursor = query.cursor, isEnd = false; !isEnd && found.length < query.limit;) {
    const last = await readLast(ctx, { ...query, cursor, limit: LOOKED_AT })
    const part = { ...query, cursor, last, limit: query.limit - found.length }
    found.push(...(await readRows(ctx, endUserSearchSql(ctx, part, search))))
    if (last) cursor = { ...last, towards: query.cursor?.towards ?? 'older' }
    else isEnd = true
  }
  return found
}

/** The statement of one page. It is apart from its execution, as the others, so that a test can check its plan. */
export function endUserListSql(ctx: Tenant, query: EndUserListQuery, more: Condition = ALL): BoundSql {
  const { sql, values } = usersSql(ctx, query, more)
  return {
    sql: `select id, name, email, created_at, disabled_at ${sql} limit ?`,
    values: [...values, query.limit],
  }
}

/** The statement that finds users of a part of the list. @param last of the part; without it, the list ends with the part */
export function endUserSearchSql(
  ctx: Tenant,
  { last, ...query }: EndUserListQuery & { last?: KeysetPlace | undefined },
  search: string,
): BoundSql {
  const until = last ? keysetEndSql(last, query.cursor?.towards) : ALL
  return endUserListSql(ctx, query, {
    condition: `(name like ? escape '!' or email_key like ? escape '!') and ${until.condition}`,
    parameters: [patternOf(search), patternOf(search.toLowerCase()), ...until.parameters],
  })
}

/** The place of the last user of a page. @returns undefined when the page is not full, and so the last one */
async function readLast(ctx: Tenant, query: EndUserListQuery): Promise<KeysetPlace | undefined> {
  const { sql, values } = usersSql(ctx, query)
  const [row]: Pick<Row, 'id' | 'created_at'>[] = await ctx.em.execute(
    `select id, created_at ${sql} limit 1 offset ?`,
    [...values, query.limit - 1],
  )
  return row && { id: row.id, createdAt: readTimestamp(row.created_at) }
}

/** What the statements of a page have in common: its users, in their order. */
function usersSql(
  { em, organizationId }: Tenant,
  { mcpServerId, cursor }: EndUserListQuery,
  more: Condition = ALL,
): BoundSql {
  const keyset = keysetSql(cursor)
  return {
    sql: `from mcp_server_user ${indexHint(em, 'mcp_server_user_list')}
      where organization_id = ? and mcp_server_id = ? and ${keyset.condition} and ${more.condition}
      ${keyset.orderBy}`,
    values: [organizationId, mcpServerId, ...keyset.parameters, ...more.parameters],
  }
}

async function readRows(ctx: Tenant, { sql, values }: BoundSql): Promise<EndUserRow[]> {
  const rows: Row[] = await ctx.em.execute(sql, values)
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    email: row.email,
    createdAt: readTimestamp(row.created_at),
    disabledAt: row.disabled_at === null ? null : readTimestamp(row.disabled_at),
  }))
}

/** What a user's sessions say about the user. */
export interface EndUserActivity {
  liveSessions: number
  lastSeenAt: Date | undefined
}

/** How active each of these users is. A user who never had a session is absent. */
export async function readActivity(
  ctx: Tenant & Pick<TenantScope, 'now'>,
  userIds: readonly string[],
): Promise<Map<string, EndUserActivity>> {
  if (userIds.length === 0) return new Map()
  const rows: { id: string; live: number | string; last_seen_at: string | number | null }[] =
    await ctx.em.execute(
      `select c.mcp_server_user_id as id, max(c.last_seen_at) as last_seen_at,
         sum(case when c.revoked_at is null and c.last_seen_at is not null and (c.expires_at is null or c.expires_at > ?)
           and (s.sessions_ended_at is null or c.created_at > s.sessions_ended_at) then 1 else 0 end) as live
       from mcp_server_session c
       join mcp_server_user u on u.organization_id = c.organization_id and u.id = c.mcp_server_user_id
       join mcp_server s on s.organization_id = c.organization_id and s.id = u.mcp_server_id
       where c.organization_id = ? and c.mcp_server_user_id in (${userIds.map(() => '?').join(', ')})
       group by c.mcp_server_user_id`,
      [ctx.now(), ctx.organizationId, ...userIds],
    )
  return new Map(
    rows.map(({ id, live, last_seen_at: seen }) => [
      id,
      { liveSessions: Number(live), lastSeenAt: seen === null ? undefined : readTimestamp(seen) },
    ]),
  )
}

/** A pattern for LIKE that finds the text as it was typed: `%` and `_` have no special meaning in it. */
function patternOf(text: string): string {
  return `%${text.replaceAll(/[!%_]/g, '!$&')}%`
}
