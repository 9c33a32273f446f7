import { OVERVIEW_DAYS, type OverviewDays } from '#shared/choices.ts'
import { oneOf, searchParams, text } from '../../lib/search-params.ts'

/** Of a URL without days. */
const DEFAULT_DAYS: OverviewDays = 30

/** The search parameters of the overview. */
export const overviewSearch = searchParams({
  days: oneOf(['7', '30', '90']),
  /** What the days are split by. */
  by: oneOf(['tool']),
  server: text(63),
})
export type OverviewSearch = ReturnType<typeof overviewSearch>

export function daysOf({ days }: OverviewSearch): OverviewDays {
  return OVERVIEW_DAYS.find((each) => String(each) === days) ?? DEFAULT_DAYS
}

/** What the URL says for a range. */
export function searchOf(days: OverviewDays): OverviewSearch['days'] {
  return days === DEFAULT_DAYS ? undefined : `${days}`
}

export function overviewInput(org: string, search: OverviewSearch) {
  return { org, days: daysOf(search), server: search.server }
}
