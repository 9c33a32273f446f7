import type { EntityManager } from '@mikro-orm/sql'
import { BULK_MAX } from '#shared/limits.ts'
import type { StatusesChangeDto } from '#shared/ticket-statuses.ts'
import { newId } from '../../db/column-types.ts'
import type { TenantContext } from '../context.ts'
import { DomainError } from '../errors.ts'
import { allow } from '../policy.ts'
import { changeInBatches, type Plan } from './change-in-batches.ts'
import { findOriginal } from './find-original.ts'
import { listOperationChanges, type OperationChange, readLastChanges } from './last-change.repository.ts'
import type { NextStatus } from './set-status.ts'
import type { SupportTicket } from './support-ticket.entity.ts'

/**
 * Gives tickets that were changed at once their own status and resolution of before. A ticket whose status somebody has
 * changed since is left. It ends after `BULK_MAX` tickets, and the caller goes on with `next`.
 *
 * @param operation as the change answered it, and as the history of each ticket names it
 * @throws DomainError `operation-not-found`
 */
export async function undoStatuses(
  ctx: TenantContext,
  operation: string,
  cursor: string | undefined,
): Promise<StatusesChangeDto> {
  allow(ctx, 'work tickets')
  const found = await listOperationChanges(ctx, operation, cursor, BULK_MAX + 1)
  if (found.length === 0 && cursor === undefined) throw new DomainError('operation-not-found')
  const changes = found.slice(0, BULK_MAX)
  const byTicket = new Map(changes.map((change) => [change.supportTicketId, change]))
  const undoing = newId()

  const plan: Plan = async (em, tickets) => {
    const last = await readLastChanges(
      { em, organizationId: ctx.organizationId },
      tickets.map(({ id }) => id),
    )
    const plans: (NextStatus | 'left')[] = []
    for (const ticket of tickets) {
      const change = byTicket.get(ticket.id)
      const isLast = change !== undefined && last.get(ticket.id)?.id === change.id
      plans.push(isLast ? await readBefore(em, ticket, change) : 'left')
    }
    return plans
  }
  const outcome = await changeInBatches(ctx, changes, undoing, plan)
  const hasMore = found.length > changes.length
  return { operation: undoing, ...outcome, ...(hasMore && { next: changes.at(-1)!.id }) }
}

async function readBefore(
  em: EntityManager,
  ticket: SupportTicket,
  { fromStatus, fromResolution, fromDuplicateOf }: OperationChange,
): Promise<NextStatus | 'left'> {
  const before = { status: fromStatus, resolution: fromResolution }
  if (fromDuplicateOf === undefined) return before
  const original = await findOriginal(em, ticket, fromDuplicateOf)
  if (original === 'circle') return 'left'
  return original === 'missing' ? before : { ...before, original }
}
