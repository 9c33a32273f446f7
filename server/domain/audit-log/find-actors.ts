import type { AuditAction } from '#shared/audit-log.ts'
import type { TenantContext } from '../context.ts'
import { AuditLogEntry } from './audit-log-entry.entity.ts'

/** An action is recorded within its transaction, a moment after the time that the row itself has. */
const WITHIN_MS = 10_000
/** Actions that one statement looks for, because each is a condition of its own. */
const MOST = 100

interface DoneAction {
  subject: string
  /** When the row says that it was done. */
  since: Date
}

/** Returns the ids of those who did something, by its subject. Of very many, only the first are looked for. */
export async function findActors(
  { em }: TenantContext,
  action: AuditAction,
  done: readonly DoneAction[],
): Promise<Map<string, string>> {
  if (done.length === 0) return new Map()
  const entries = await em.find(AuditLogEntry, {
    action,
    $or: done.slice(0, MOST).map(({ subject, since }) => ({
      subject,
      at: { $gte: since, $lte: new Date(since.getTime() + WITHIN_MS) },
    })),
  })
  return new Map(entries.map(({ subject, actorId }) => [subject, actorId]))
}
