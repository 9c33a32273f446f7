import { OVERVIEW_DAYS } from '#shared/choices.ts'
import { daysOf, type OverviewSearch, searchOf } from './overview-search.ts'
import { Tabs } from './tabs.tsx'

/** How many days the overview is about. */
export function RangeTabs({ org, search }: { org: string; search: OverviewSearch }) {
  const tabs = OVERVIEW_DAYS.map((days) => ({
    name: `${days} days`,
    search: { ...search, days: searchOf(days) },
    isCurrent: days === daysOf(search),
  }))
  return <Tabs label="Days" org={org} tabs={tabs} />
}
