import type { AuditEntryDto, AuditLogPageDto } from '#shared/audit-log.ts'
import type { TenantContext } from '../context.ts'
import { readKeysetPage } from '../keyset-page.ts'
import { allow } from '../policy.ts'
import { type AuditLogRow, findNames, listAuditLogRows } from './audit-log.repository.ts'

/**
 * One page of what admins and owners did in the organization, newest first.
 *
 * @param cursor from `older` or `newer` of another page; none is the first page
 * @throws DomainError `validation-failed` for a cursor that is not ours
 */
export async function readAuditLog(ctx: TenantContext, cursor: string | undefined): Promise<AuditLogPageDto> {
  allow(ctx, 'read audit log')
  const { rows, ...cursors } = await readKeysetPage(cursor, (from, limit) =>
    listAuditLogRows(ctx, from, limit),
  )
  const ids = new Set(rows.flatMap(({ actorId, subject }) => [actorId, subject]))
  const names = await findNames(ctx, [...ids])
  return { entries: rows.map((row) => presentEntry(row, names)), ...cursors }
}

function presentEntry(row: AuditLogRow, names: ReadonlyMap<string, string>): AuditEntryDto {
  const subjectName = names.get(row.subject)
  return {
    id: row.id,
    at: row.createdAt.toISOString(),
    actor: { kind: row.actorKind, name: names.get(row.actorId) ?? 'Somebody' },
    action: row.action,
    subject: row.subject,
    ...(subjectName !== undefined && { subjectName }),
    details: row.details,
  }
}
