import type { EntityManager } from '@mikro-orm/sql'
import type { TenantContext } from '../context.ts'
import { changeStatusRows } from './change-status-rows.repository.ts'
import { type NextStatus, noteStatus } from './set-status.ts'
import type { SupportTicket } from './support-ticket.entity.ts'

export interface PlannedChange {
  ticket: SupportTicket
  next: NextStatus
}

/**
 * Writes the next status of several tickets with their rows of the history, in the transaction that locked them: one
 * statement for all that become the same.
 */
export async function setStatuses(
  ctx: TenantContext,
  em: EntityManager,
  changes: readonly PlannedChange[],
  operation: string,
): Promise<void> {
  const at = ctx.now()
  const alike = new Map<string, PlannedChange[]>()
  for (const change of changes) {
    const { ticket, next } = change
    await noteStatus(ctx, em, ticket, next, { operation, at })
    const name = [next.status, next.resolution, next.original?.id].join()
    alike.set(name, [...(alike.get(name) ?? []), change])
  }
  for (const group of alike.values()) {
    await changeStatusRows(
      em,
      ctx.organizationId,
      group.map(({ ticket }) => ticket.id),
      { ...group[0]!.next, at },
    )
  }
}
