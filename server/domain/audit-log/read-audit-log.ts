import type { AuditEntryDto, AuditLogPageDto, AuditTopic } from '#shared/audit-log.ts'
import type { TenantContext } from '../context.ts'
import { BY_TIME, readPage } from '../keyset-page.ts'
import { allow } from '../policy.ts'
import { actionsOfTopic } from './actions-of-topic.ts'
import { type AuditLogRow, findNames, listAuditLogRows } from './audit-log.repository.ts'

interface AuditLogQuery {
  /** Only actions about this. */
  topic?: AuditTopic | undefined
  /** Only those of this person. */
  by?: string | undefined
  /** From `older` or `newer` of another page; none is the first page. */
  cursor?: string | undefined
}

/**
 * One page of what admins, owners and operators did in the organization, newest first. A page of a filter can be short, and say how
 * far it looked.
 *
 * @throws DomainError `validation-failed` for a cursor that is not ours
 */
export async function readAuditLog(
  ctx: TenantContext,
  { topic, by, cursor }: AuditLogQuery,
): Promise<AuditLogPageDto> {
  allow(ctx, 'read audit log')
  const filter = { actions: topic && actionsOfTopic(topic), accountId: by }
  const { rows, stoppedAt, ...cursors } = await readPage<AuditLogRow, Pick<AuditLogRow, 'createdAt' | 'id'>>(
    cursor,
    'newest',
    BY_TIME,
    (towards, from, limit) => listAuditLogRows(ctx, filter, from && { ...from, towards }, limit),
  )
  const ids = new Set(rows.flatMap((row) => (isOfPerson(row) ? [row.actorId, row.subject] : [row.actorId])))
  const names = await findNames(ctx, [...ids])
  return {
    entries: rows.map((row) => presentEntry(row, names)),
    ...cursors,
    ...(stoppedAt && { searchedTo: stoppedAt.createdAt.toISOString() }),
  }
}

/** Whether the subject is the id of a person or of their token or agent. A slug may look like an id, and must not be looked up. */
function isOfPerson({ action }: AuditLogRow): boolean {
  return /^(?:member|end-user|token|agent)-/.test(action)
}

type Names = Awaited<ReturnType<typeof findNames>>

function presentActor({ actorKind: kind, actorId }: AuditLogRow, names: Names): AuditEntryDto['actor'] {
  if (kind === 'operator') return { kind, id: actorId, name: 'An operator, on the server' }
  const { person = actorId, name = 'Somebody' } = names.get(actorId) ?? {}
  return { kind, id: person, name: kind === 'agent' ? `${name} via an agent` : name }
}

function presentEntry(row: AuditLogRow, names: Names): AuditEntryDto {
  const subjectName = isOfPerson(row) ? names.get(row.subject)?.name : undefined
  return {
    id: row.id,
    at: row.createdAt.toISOString(),
    actor: presentActor(row, names),
    action: row.action,
    subject: row.subject,
    ...(subjectName !== undefined && { subjectName }),
    details: row.details,
  }
}
