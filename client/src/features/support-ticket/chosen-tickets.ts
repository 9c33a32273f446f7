import { BULK_MAX } from '#shared/limits.ts'
import type { TicketFilters } from '#shared/support-ticket.ts'
import type { StatusesPreviewDto } from '#shared/ticket-statuses.ts'
import { api } from '../../lib/trpc.ts'

/** Tickets by their references, or all that match filters but some. */
export interface Chosen {
  references?: string[]
  filters?: TicketFilters
  except?: string[]
}

/** The same tickets, in as many parts as requests may name. */
export function partsOf(chosen: Chosen): Chosen[] {
  const { references } = chosen
  if (!references) return [chosen]
  return Array.from({ length: Math.ceil(references.length / BULK_MAX) }, (_, place) => ({
    references: references.slice(place * BULK_MAX, (place + 1) * BULK_MAX),
  }))
}

/** Counts what a change meets, as it is when the first part is counted. */
export async function previewChosen(org: string, chosen: Chosen): Promise<StatusesPreviewDto> {
  let sum: StatusesPreviewDto | undefined
  for (const part of partsOf(chosen)) {
    const preview = await api.supportTicket.previewStatuses.query({ org, ...part })
    const { counts } = preview
    sum = sum
      ? {
          asOf: sum.asOf,
          counts: {
            open: sum.counts.open + counts.open,
            in_progress: sum.counts.in_progress + counts.in_progress,
            closed: sum.counts.closed + counts.closed,
          },
        }
      : preview
  }
  return sum!
}
