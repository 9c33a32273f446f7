import type { StatusCountsDto } from '#shared/ticket-counts.ts'
import { formatCappedCount } from '../../lib/format.ts'
import { countOf, type Queue } from './ticket-list-search.ts'

/** How many tickets are in a queue. A plus says that there can be more: not all were looked at. */
export function formatQueueCount({ counts, searchedTo }: StatusCountsDto, queue: Queue): string {
  return formatCappedCount(countOf(counts, queue), searchedTo !== undefined)
}
