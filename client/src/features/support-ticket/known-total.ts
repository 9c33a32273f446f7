import { COUNT_CAP } from '#shared/limits.ts'
import type { StatusesPreviewDto } from '#shared/ticket-statuses.ts'
import type { Chosen } from './chosen-tickets.ts'

/** How many tickets a change meets; undefined where not all were counted. */
export function knownTotal(
  { counts, searchedTo }: Pick<StatusesPreviewDto, 'counts' | 'searchedTo'>,
  { references }: Chosen,
): number | undefined {
  const each = Object.values(counts)
  // Those that are named are counted in parts, none of which comes to the cap.
  const isKnown = references !== undefined || (searchedTo === undefined && each.every((it) => it < COUNT_CAP))
  return isKnown ? each.reduce((sum, count) => sum + count, 0) : undefined
}
