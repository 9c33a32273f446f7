import type { TicketDto } from '#shared/support-ticket.ts'
import { CopyIcon } from '../../ui/copy-button.tsx'
import { LinkAnchor } from '../../ui/link.tsx'
import { StatusBadge } from '../../ui/status-badge.tsx'
import { TimeAgo } from '../../ui/time-ago.tsx'
import { UntrustedText } from '../../ui/untrusted-text.tsx'
import classes from './ticket-view.module.css'

/** One line under the title: status and who set it, reference, MCP server, category. */
export function TicketSummary({ org, ticket }: { org: string; ticket: TicketDto }) {
  const last = ticket.events.findLast(({ type }) => type === 'status_changed')
  return (
    <div className={classes.summary}>
      <StatusBadge status={ticket.status} resolution={ticket.resolution} />
      {ticket.duplicateOf && (
        <span>
          of{' '}
          <LinkAnchor
            to="/o/$org/tickets/$reference"
            params={{ org, reference: ticket.duplicateOf }}
            inherit
            underline="always"
          >
            {ticket.duplicateOf}
          </LinkAnchor>
        </span>
      )}
      {last && (
        <span>
          by <UntrustedText text={last.actor.name} />, <TimeAgo iso={last.at} />
        </span>
      )}
      <span className={classes.reference}>
        {ticket.reference}
        <CopyIcon what="reference" text={ticket.reference} />
      </span>
      <LinkAnchor
        to="/o/$org/servers/$slug"
        params={{ org, slug: ticket.server.slug }}
        inherit
        underline="always"
      >
        {ticket.server.name}
      </LinkAnchor>
      <span>
        <UntrustedText text={ticket.category} />
      </span>
    </div>
  )
}
