import { currentWhen, LinkAnchor } from '../../ui/link.tsx'
import type { OverviewSearch } from './overview-search.ts'
import classes from './tabs.module.css'

interface TabsProps {
  label: string
  org: string
  tabs: { name: string; search: OverviewSearch; isCurrent: boolean }[]
}

/** Links to the overview with something else in its URL. */
export function Tabs({ label, org, tabs }: TabsProps) {
  return (
    <nav aria-label={label} className={classes.tabs}>
      {tabs.map(({ name, search, isCurrent }) => (
        <LinkAnchor
          key={name}
          to="/o/$org/overview"
          params={{ org }}
          search={search}
          className={classes.tab}
          underline="never"
          resetScroll={false}
          {...currentWhen(isCurrent)}
        >
          {name}
        </LinkAnchor>
      ))}
    </nav>
  )
}
