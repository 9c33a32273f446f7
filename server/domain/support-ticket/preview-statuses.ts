import { COUNT_CAP, TICKET_STATUSES, type TicketFilters, type TicketStatus } from '#shared/support-ticket.ts'
import type { StatusesPreviewDto } from '#shared/ticket-statuses.ts'
import type { TenantContext } from '../context.ts'
import { allow } from '../policy.ts'
import { countByStatus } from './count-by-status.ts'
import { readQuery } from './read-query.ts'
import { requireWholeIndex } from './require-whole-index.ts'
import { resolveTicketFilters } from './resolve-ticket-filters.ts'
import { countNamed } from './ticket-count.repository.ts'
import { findNumbers } from './ticket-number.repository.ts'
import { readTicketsAfter } from './tickets-after.repository.ts'

interface Selection {
  references?: readonly string[] | undefined
  filters?: TicketFilters | undefined
  except?: readonly string[] | undefined
}

const NONE = { open: 0, in_progress: 0, closed: 0 }

/**
 * Counts what a change of many tickets would meet now: those named, or those that match filters.
 *
 * @throws DomainError `service-unavailable` while a search cannot find all
 */
export async function previewStatuses(
  ctx: TenantContext,
  { references, filters = {}, except = [] }: Selection,
): Promise<StatusesPreviewDto> {
  allow(ctx, 'read tickets')
  const asOf = ctx.now()
  if (references) return { asOf: asOf.toISOString(), counts: sum(await countNamed(ctx, references, {})) }
  const { reference = '', words } = readQuery(filters.query)
  // The index alone knows which of them have the words.
  const numbers = words.length > 0 ? await findNumbers(ctx, except) : []
  // So far that what is left without the exceptions is the cap, or all there are. The change takes tests, too.
  const extent = { cap: COUNT_CAP + except.length, counted: 'all', except: numbers } as const
  const { counts: matching, searchedTo } = await countByStatus(ctx, filters, extent)
  await requireWholeIndex(ctx, filters)
  const { filter = {} } = await resolveTicketFilters(ctx, filters)
  const matched = words.length > 0 ? [] : except.filter((each) => each.startsWith(reference))
  const excepted = sum(await countNamed(ctx, matched, filter))
  // After the counts: one that is opened meanwhile can be in them, and the change must name it.
  const [ahead] = await readTicketsAfter(ctx, asOf, 1)
  const wanted = new Set([filters.status ?? TICKET_STATUSES].flat())
  const counts = { ...NONE }
  for (const status of TICKET_STATUSES) {
    if (wanted.has(status))
      counts[status] = Math.min(COUNT_CAP, Math.max(0, matching[status] - excepted[status]))
  }
  return {
    asOf: asOf.toISOString(),
    ...(ahead && { aheadTo: ahead.createdAt.toISOString() }),
    counts,
    ...(searchedTo && { searchedTo }),
  }
}

function sum(counted: readonly { status: TicketStatus; count: number }[]): StatusesPreviewDto['counts'] {
  return { ...NONE, ...Object.fromEntries(counted.map(({ status, count }) => [status, count])) }
}
