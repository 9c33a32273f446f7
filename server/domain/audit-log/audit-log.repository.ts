import type { AuditAction, AuditDetails, AuditEntryDto } from '#shared/audit-log.ts'
import { indexHint, type KeysetCursor, keysetSql } from '../../db/keyset.ts'
import { readTimestamp } from '../../db/read-timestamp.ts'
import type { TenantContext } from '../context.ts'
import type { FoundRows } from '../keyset-page.ts'

export interface AuditLogRow {
  id: string
  createdAt: Date
  actorKind: AuditEntryDto['actor']['kind']
  actorId: string
  action: AuditAction
  subject: string
  details: AuditDetails
}

interface Row {
  id: string
  at: string | number
  actor_kind: AuditLogRow['actorKind']
  actor_id: string
  action: AuditAction
  subject: string
  details: string | AuditDetails | null
}

/** Which entries: all, or some of them. */
export interface AuditLogFilter {
  actions?: readonly AuditAction[] | undefined
  /** The person, also with their access tokens and agents. */
  accountId?: string | undefined
}

type Place = Omit<KeysetCursor, 'towards'>

/** Entries that one statement looks at for a filter, which has no index of its own. */
const LOOKED_AT = 5_000

/** Reads up to `limit` entries in the cursor's direction; without a cursor, newest first. */
export async function listAuditLogRows(
  ctx: TenantContext,
  filter: AuditLogFilter,
  cursor: KeysetCursor | undefined,
  limit: number,
): Promise<FoundRows<AuditLogRow, Place>> {
  const isFiltered = filter.actions !== undefined || filter.accountId !== undefined
  const stoppedAt = isFiltered ? await findEnd(ctx, cursor) : undefined
  const { sql, values } = auditLogSql(ctx, filter, { cursor, to: stoppedAt }, limit)
  const rows: Row[] = await ctx.em.execute(sql, values)
  return {
    rows: rows.map((row) => ({
      id: row.id,
      createdAt: readTimestamp(row.at),
      actorKind: row.actor_kind,
      actorId: row.actor_id,
      action: row.action,
      subject: row.subject,
      details: readDetails(row.details),
    })),
    stoppedAt,
  }
}

/** The last entry that one statement may look at; undefined when there are fewer. Only the index is read. */
async function findEnd(ctx: TenantContext, cursor: KeysetCursor | undefined): Promise<Place | undefined> {
  const keyset = keysetSql(cursor, 'at')
  const rows: Pick<Row, 'id' | 'at'>[] = await ctx.em.execute(
    `select at, id from audit_log_entry ${indexHint(ctx.em, 'audit_log_entry_list')}
     where organization_id = ? and ${keyset.condition} ${keyset.orderBy} limit 1 offset ?`,
    [ctx.organizationId, ...keyset.parameters, LOOKED_AT - 1],
  )
  return rows[0] && { createdAt: readTimestamp(rows[0].at), id: rows[0].id }
}

/** The statement of one page. It is apart from its execution so that a test can check its plan. */
export function auditLogSql(
  ctx: Pick<TenantContext, 'em' | 'organizationId'>,
  { actions, accountId }: AuditLogFilter,
  { cursor, to }: { cursor: KeysetCursor | undefined; to?: Place | undefined },
  limit: number,
): { sql: string; values: unknown[] } {
  const keyset = keysetSql(cursor, 'at')
  const within = cursor?.towards === 'newer' ? '<' : '>'
  const conditions = [
    { sql: 'organization_id = ?', values: [ctx.organizationId] as unknown[] },
    { sql: keyset.condition, values: keyset.parameters },
    ...(to
      ? [
          {
            sql: `at ${within}= ? and (at ${within} ? or id ${within}= ?)`,
            values: [to.createdAt, to.createdAt, to.id],
          },
        ]
      : []),
    ...(actions ? [{ sql: 'action in (?)', values: [actions] }] : []),
    ...(accountId
      ? [
          {
            sql: `(actor_id = ? or actor_id in (select id from access_token where organization_id = ? and account_id = ?)
              or actor_id in (select id from connected_agent where organization_id = ? and account_id = ?))`,
            values: [accountId, ctx.organizationId, accountId, ctx.organizationId, accountId],
          },
        ]
      : []),
  ]
  const sql = `select id, at, actor_kind, actor_id, action, subject, details
     from audit_log_entry ${indexHint(ctx.em, 'audit_log_entry_list')}
     where ${conditions.map((each) => each.sql).join(' and ')} ${keyset.orderBy} limit ?`
  return { sql, values: [...conditions.flatMap((condition) => condition.values), limit] }
}

interface Named {
  name: string
  person: string
}

/** The staff and the end-users among these ids. An access token and an agent have the name and the id of their person. */
export async function findNames(
  { em, organizationId }: TenantContext,
  ids: readonly string[],
): Promise<Map<string, Named>> {
  if (ids.length === 0) return new Map()
  const list = ids.map(() => '?').join(', ')
  const rows: ({ id: string } & Named)[] = await em.execute(
    `select id, name, id as person from account where id in (${list})
     union all select id, name, id as person from mcp_server_user where organization_id = ? and id in (${list})
     union all select t.id, a.name, a.id as person from access_token t join account a on a.id = t.account_id
       where t.organization_id = ? and t.id in (${list})
     union all select g.id, a.name, a.id as person from connected_agent g join account a on a.id = g.account_id
       where g.organization_id = ? and g.id in (${list})`,
    [...ids, organizationId, ...ids, organizationId, ...ids, organizationId, ...ids],
  )
  return new Map(rows.map(({ id, name, person }) => [id, { name, person }]))
}

/** MySQL's driver parses a JSON column. MariaDB and SQLite return its text. */
function readDetails(details: Row['details']): AuditDetails {
  return typeof details === 'string' ? (JSON.parse(details) as AuditDetails) : (details ?? {})
}
