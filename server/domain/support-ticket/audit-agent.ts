import type { EntityManager } from '@mikro-orm/sql'
import { type NewAuditEntry, writeAuditEntry } from '../audit-log/write-audit-entry.ts'
import type { TenantContext } from '../context.ts'

/**
 * Adds what an agent writes to the audit log, in the transaction of the change. What people and scripts do to tickets
 * stands in the history of the ticket alone.
 */
export function auditAgent(ctx: TenantContext, em: EntityManager, entry: NewAuditEntry): void {
  if (ctx.actor.kind === 'agent') writeAuditEntry(em, ctx, entry)
}
