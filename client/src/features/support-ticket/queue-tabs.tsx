import { useQuery } from '@tanstack/react-query'
import { trpc } from '../../lib/trpc.ts'
import { currentWhen, LinkAnchor } from '../../ui/link.tsx'
import { formatQueueCount } from './format-queue-count.ts'
import classes from './queue-tabs.module.css'
import {
  changeSearch,
  type Queue,
  queueOf,
  QUEUES,
  ticketFiltersOf,
  type TicketListSearch,
} from './ticket-list-search.ts'

const LABELS: Readonly<Record<Queue, string>> = {
  unresolved: 'Unresolved',
  open: 'Open',
  in_progress: 'In progress',
  closed: 'Closed',
  all: 'All',
}

interface QueueTabsProps {
  org: string
  search: TicketListSearch
}

/** The queues of the list, each with how many tickets the other filters leave in it. */
export function QueueTabs({ org, search }: QueueTabsProps) {
  const { status: _, ...filters } = ticketFiltersOf(search)
  const { data } = useQuery(trpc.supportTicket.countByStatus.queryOptions({ org, filters }))
  return (
    <nav aria-label="Queues" className={classes.tabs}>
      {QUEUES.map((queue) => (
        <LinkAnchor
          key={queue}
          to="/o/$org/tickets"
          params={{ org }}
          search={changeSearch(search, { status: queue === 'unresolved' ? undefined : queue })}
          className={classes.tab}
          underline="never"
          {...currentWhen(queue === queueOf(search))}
        >
          {LABELS[queue]}
          <span className={classes.count}>{data ? formatQueueCount(data, queue) : '…'}</span>
        </LinkAnchor>
      ))}
    </nav>
  )
}
