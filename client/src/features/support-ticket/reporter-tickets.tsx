import type { TicketFilters } from '#shared/support-ticket.ts'
import type { StatusCountsDto } from '#shared/ticket-counts.ts'
import { useQuery } from '@tanstack/react-query'
import { trpc } from '../../lib/trpc.ts'
import { LinkAnchor } from '../../ui/link.tsx'
import { StatusBadge } from '../../ui/status-badge.tsx'
import { TimeAgo } from '../../ui/time-ago.tsx'
import { UntrustedText } from '../../ui/untrusted-text.tsx'
import { formatQueueCount } from './format-queue-count.ts'
import classes from './ticket-view.module.css'

/** So many are named. */
const SHOWN = 3

interface ReporterTicketsProps {
  org: string
  /** A signed-in user by their id, or an e-mail address. */
  reporter: Pick<TicketFilters, 'user' | 'email'>
  /** The reference of the ticket that is on screen. */
  except: string
}

/** The last other tickets of a reporter, and the way to all of them. */
export function ReporterTickets({ org, reporter, except }: ReporterTicketsProps) {
  const { data } = useQuery(trpc.supportTicket.list.queryOptions({ org, filters: reporter }))
  const { data: counted } = useQuery(
    trpc.supportTicket.countByStatus.queryOptions({ org, filters: reporter }),
  )
  const others = data?.tickets.filter(({ reference }) => reference !== except) ?? []
  if (others.length === 0) return null
  const search = { status: 'all', ...reporter } as const
  return (
    <div>
      <ul className={classes.others} aria-label="Other tickets of the reporter">
        {others.slice(0, SHOWN).map((other) => (
          <li key={other.reference} className={classes.other}>
            <StatusBadge status={other.status} resolution={other.resolution} />
            <LinkAnchor
              to="/o/$org/tickets/$reference"
              params={{ org, reference: other.reference }}
              search={search}
              inherit
              underline="always"
              className={classes.otherTitle}
            >
              <UntrustedText text={other.title} />
            </LinkAnchor>
            <span className={classes.otherTime}>
              <TimeAgo iso={other.createdAt} />
            </span>
          </li>
        ))}
      </ul>
      <LinkAnchor to="/o/$org/tickets" params={{ org }} search={search} size="sm" underline="always">
        All {counted && describeCounts(counted)}
      </LinkAnchor>
    </div>
  )
}

/** Such as "8 of their tickets, 3 unresolved". */
function describeCounts(counts: StatusCountsDto): string {
  const [all, unresolved] = [formatQueueCount(counts, 'all'), formatQueueCount(counts, 'unresolved')]
  return `${all} of their tickets, ${unresolved} unresolved`
}
