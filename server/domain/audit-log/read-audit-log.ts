import type { AuditEntryDto, AuditLogPageDto } from '#shared/audit-log.ts'
import type { TenantContext } from '../context.ts'
import { readKeysetPage } from '../keyset-page.ts'
import { allow } from '../policy.ts'
import { type AuditLogRow, findNames, listAuditLogRows } from './audit-log.repository.ts'

/**
 * One page of what admins, owners and operators did in the organization, newest first.
 *
 * @param cursor from `older` or `newer` of another page; none is the first page
 * @throws DomainError `validation-failed` for a cursor that is not ours
 */
export async function readAuditLog(ctx: TenantContext, cursor: string | undefined): Promise<AuditLogPageDto> {
  allow(ctx, 'read audit log')
  const { rows, ...cursors } = await readKeysetPage(cursor, (from, limit) =>
    listAuditLogRows(ctx, from, limit),
  )
  const ids = new Set(rows.flatMap((row) => (isOfPerson(row) ? [row.actorId, row.subject] : [row.actorId])))
  const names = await findNames(ctx, [...ids])
  return { entries: rows.map((row) => presentEntry(row, names)), ...cursors }
}

/** Whether the subject is the id of a person or of their token. A slug may look like an id, and must not be looked up. */
function isOfPerson({ action }: AuditLogRow): boolean {
  return /^(?:member|end-user|token)-/.test(action)
}

function nameActor({ actorKind, actorId }: AuditLogRow, names: ReadonlyMap<string, string>): string {
  if (actorKind === 'operator') return 'An operator, on the server'
  return names.get(actorId) ?? 'Somebody'
}

function presentEntry(row: AuditLogRow, names: ReadonlyMap<string, string>): AuditEntryDto {
  const subjectName = isOfPerson(row) ? names.get(row.subject) : undefined
  return {
    id: row.id,
    at: row.createdAt.toISOString(),
    actor: { kind: row.actorKind, name: nameActor(row, names) },
    action: row.action,
    subject: row.subject,
    ...(subjectName !== undefined && { subjectName }),
    details: row.details,
  }
}
