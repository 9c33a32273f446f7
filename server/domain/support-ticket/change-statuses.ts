import { BULK_MAX, PAGE_SIZE } from '#shared/limits.ts'
import type { TicketRowDto } from '#shared/support-ticket.ts'
import type { LeftTicketDto, StatusesChange, StatusesChangeDto } from '#shared/ticket-statuses.ts'
import { newId } from '../../db/column-types.ts'
import type { TenantContext } from '../context.ts'
import { allow } from '../policy.ts'
import { changeInBatches, type Plan } from './change-in-batches.ts'
import { listTickets } from './list-tickets.ts'
import { requireWholeIndex } from './require-whole-index.ts'

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
  const { references, unclear, next } = change.references
    ? { references: [...new Set(change.references)], unclear: [], next: undefined }
    : await readMatching(ctx, change)

  const plan: Plan = async (_em, tickets) =>
    tickets.map(({ status, updatedAt, version }) => {
      if (status === change.status) return 'unchanged'
      // Nobody has changed the first version, whatever the clock of who opened it says.
      return asOf && updatedAt > asOf && version > 1 ? 'left' : change
    })
  const named = references.map((reference) => ({ reference }))
  const outcome = await changeInBatches(ctx, named, operation, plan)
  // Of those that match, one that is gone matches no more.
  const isNews = ({ code }: LeftTicketDto) => change.references !== undefined || code !== 'ticket-not-found'
  const left = [
    ...outcome.left.filter(isNews),
    ...unclear.map((reference) => ({ reference, code: 'ticket-opened' as const })),
  ]
  return { operation, ...outcome, left, ...(next !== undefined && { next }) }
}

interface Matching {
  references: string[]
  /** May have been there at `asOf`, or not: the clock of who opened them can be ahead. */
  unclear: string[]
  next: string | undefined
}

/** The next tickets that match, newest first, without those that were opened after `asOf`. */
async function readMatching(
  ctx: TenantContext,
  { filters = {}, except = [], cursor, asOf, aheadTo = asOf, status }: StatusesChange,
): Promise<Matching> {
  const references: string[] = []
  const unclear: string[] = []
  let next = cursor
  // A page can be short where few match: then the caller goes on with `next`.
  for (let pages = 0; pages < BULK_MAX / PAGE_SIZE; pages++) {
    const page = await listTickets(ctx, { filters, cursor: next })
    for (const ticket of page.tickets.filter(({ reference }) => !except.includes(reference))) {
      if (isUpTo(ticket, asOf)) references.push(ticket.reference)
      else if (isUpTo(ticket, aheadTo) && ticket.status !== status) unclear.push(ticket.reference)
    }
    next = page.older
    if (next === undefined) break
  }
  // Afterwards: what was read before the index began to be built is all there.
  await requireWholeIndex(ctx, filters)
  return { references, unclear, next }
}

function isUpTo({ createdAt }: TicketRowDto, time: string | undefined): boolean {
  return time === undefined || Date.parse(createdAt) <= Date.parse(time)
}
