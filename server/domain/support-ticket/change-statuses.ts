import { BULK_MAX, PAGE_SIZE } from '#shared/limits.ts'
import type { LeftTicketDto, StatusesChange, StatusesChangeDto } from '#shared/ticket-statuses.ts'
import { newId } from '../../db/column-types.ts'
import { CLOCKS_MAY_DIFFER } from '../clocks.ts'
import type { TenantContext } from '../context.ts'
import { allow } from '../policy.ts'
import { changeInBatches, type Plan } from './change-in-batches.ts'
import { listTickets } from './list-tickets.ts'
import { requireWholeIndex } from './require-whole-index.ts'
import type { SupportTicket } from './support-ticket.entity.ts'

/**
 * Moves many tickets to a status: those named, or the next of those that match filters. The ones that cannot be changed
 * are left, and the answer says why. It ends after `BULK_MAX` tickets, and the caller goes on with `next`: nothing runs by
 * itself, so that closing the page stops it. The same request sent again changes nothing twice.
 *
 * @throws DomainError `validation-failed` for a cursor that is not ours; `service-unavailable` while a search cannot find all
 */
export async function changeStatuses(ctx: TenantContext, change: StatusesChange): Promise<StatusesChangeDto> {
  allow(ctx, 'work tickets')
  const operation = change.operation ?? newId()
  const asOf = change.asOf === undefined ? undefined : new Date(change.asOf)
  const { references, next } = change.references
    ? { references: [...new Set(change.references)], next: undefined }
    : await readMatching(ctx, change, asOf)

  const plan: Plan = async (_em, tickets) =>
    tickets.map(({ status, updatedAt }) => {
      if (status === change.status) return 'unchanged'
      return asOf && updatedAt > asOf ? 'left' : change
    })
  const named = references.map((reference) => ({ reference }))
  const outcome = await changeInBatches(ctx, named, operation, plan)
  // Of those that match, one that is gone matches no more.
  const isNews = ({ code }: LeftTicketDto) => change.references !== undefined || code !== 'ticket-not-found'
  return { operation, ...outcome, left: outcome.left.filter(isNews), ...(next !== undefined && { next }) }
}

/**
 * The next tickets that match, newest first, without those that were opened after `asOf`. What may only look so, because clocks
 * differ, is not left out in silence: it counts as changed since then.
 */
async function readMatching(
  ctx: TenantContext,
  { filters = {}, except = [], cursor }: StatusesChange,
  asOf: Date | undefined,
): Promise<{ references: SupportTicket['reference'][]; next: string | undefined }> {
  const references: string[] = []
  const openedBy = asOf ? asOf.getTime() + CLOCKS_MAY_DIFFER * 1_000 : Infinity
  let next = cursor
  // A page can be short where few match: then the caller goes on with `next`.
  for (let pages = 0; pages < BULK_MAX / PAGE_SIZE; pages++) {
    const page = await listTickets(ctx, { filters, cursor: next })
    for (const { reference, createdAt } of page.tickets) {
      if (!except.includes(reference) && Date.parse(createdAt) <= openedBy) references.push(reference)
    }
    next = page.older
    if (next === undefined) break
  }
  // Afterwards: what was read before the index began to be built is all there.
  await requireWholeIndex(ctx, filters)
  return { references, next }
}
