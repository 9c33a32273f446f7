import type { AuditAction, AuditDetails, AuditEntryDto } from '#shared/audit-log.ts'
import { indexHint, type KeysetCursor, keysetSql } from '../../db/keyset.ts'
import { readTimestamp } from '../../db/read-timestamp.ts'
import type { TenantContext } from '../context.ts'

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

/** Reads up to `limit` entries in the cursor's direction; without a cursor, newest first. */
export async function listAuditLogRows(
  ctx: TenantContext,
  cursor: KeysetCursor | undefined,
  limit: number,
): Promise<AuditLogRow[]> {
  const { sql, parameters } = auditLogSql(ctx, cursor, limit)
  const rows: Row[] = await ctx.em.execute(sql, parameters)
  return rows.map((row) => ({
    id: row.id,
    createdAt: readTimestamp(row.at),
    actorKind: row.actor_kind,
    actorId: row.actor_id,
    action: row.action,
    subject: row.subject,
    details: readDetails(row.details),
  }))
}

/** The statement of one page. It is apart from its execution so that a test can check its plan. */
export function auditLogSql(
  ctx: Pick<TenantContext, 'em' | 'organizationId'>,
  cursor: KeysetCursor | undefined,
  limit: number,
): { sql: string; parameters: unknown[] } {
  const keyset = keysetSql(cursor, 'at')
  const sql = `select id, at, actor_kind, actor_id, action, subject, details
     from audit_log_entry ${indexHint(ctx.em, 'audit_log_entry_list')}
     where organization_id = ? and ${keyset.condition} ${keyset.orderBy} limit ?`
  return { sql, parameters: [ctx.organizationId, ...keyset.parameters, limit] }
}

/** The names of the staff and the end-users among these ids. An access token has the name of its person. */
export async function findNames(
  { em, organizationId }: TenantContext,
  ids: readonly string[],
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const list = ids.map(() => '?').join(', ')
  const rows: { id: string; name: string }[] = await em.execute(
    `select id, name from account where id in (${list})
     union all select id, name from mcp_server_user where organization_id = ? and id in (${list})
     union all select t.id, a.name from access_token t join account a on a.id = t.account_id
       where t.organization_id = ? and t.id in (${list})`,
    [...ids, organizationId, ...ids, organizationId, ...ids],
  )
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** MySQL's driver parses a JSON column. MariaDB and SQLite return its text. */
function readDetails(details: Row['details']): AuditDetails {
  return typeof details === 'string' ? (JSON.parse(details) as AuditDetails) : (details ?? {})
}
