import type { AuditAction, AuditDetails } from '#shared/audit-log.ts'
import type { EntityManager } from '@mikro-orm/sql'
import type { Actor, TenantScope } from '../context.ts'
import { AuditLogEntry } from './audit-log-entry.entity.ts'
import type { Operator } from './operator.ts'

export interface NewAuditEntry {
  action: AuditAction
  /** The reference of a ticket, the slug of a server or an organization, or the id of a person or a key. */
  subject: string
  details?: AuditDetails
}

/** Characters of the details as JSON. */
const MAX_DETAILS = 1_000

/**
 * Adds an entry to the audit log of the organization. It is written with the next flush of `em`, so call it in the
 * transaction of the change that it records.
 */
export function writeAuditEntry(
  em: EntityManager,
  { organizationId, actor, now }: Pick<TenantScope, 'organizationId' | 'now'> & { actor: Actor | Operator },
  { action, subject, details }: NewAuditEntry,
): void {
  if (JSON.stringify(details ?? {}).length > MAX_DETAILS) throw new Error(`Too many details of ${action}`)
  em.create(AuditLogEntry, {
    organizationId,
    at: now(),
    actorKind: actor.kind,
    actorId: actor.id,
    action,
    subject,
    details: details ?? null,
  })
}
