import { TICKET_STATUSES, type TicketFilters } from '#shared/support-ticket.ts'
import type { StatusesPreviewDto } from '#shared/ticket-statuses.ts'
import type { TenantContext } from '../context.ts'
import { allow } from '../policy.ts'
import { countByStatus } from './count-by-status.ts'
import { countNamed } from './ticket-count.repository.ts'

interface Selection {
  references?: readonly string[] | undefined
  filters?: TicketFilters | undefined
  except?: readonly string[] | undefined
}

/** Counts what a change of many tickets would meet now: those named, or those that match filters. */
export async function previewStatuses(
  ctx: TenantContext,
  { references, filters = {}, except = [] }: Selection,
): Promise<StatusesPreviewDto> {
  allow(ctx, 'read tickets')
  const asOf = ctx.now()
  const counts = { open: 0, in_progress: 0, closed: 0 }
  const { counts: matching, searchedTo } = references
    ? { counts: { ...counts }, searchedTo: undefined }
    : await countByStatus(ctx, filters)
  const named = await countNamed(ctx, references ?? except)
  const sign = references ? 1 : -1
  for (const { status, count } of named) counts[status] = sign * count
  const wanted = new Set([filters.status ?? TICKET_STATUSES].flat())
  for (const status of TICKET_STATUSES) {
    counts[status] = wanted.has(status) ? Math.max(0, matching[status] + counts[status]) : 0
  }
  return { asOf: asOf.toISOString(), counts, ...(searchedTo && { searchedTo }) }
}
