import type { TicketRowDto } from '#shared/support-ticket.ts'
import { Checkbox, VisuallyHidden } from '@mantine/core'
import type { ReactNode } from 'react'
import { useIsNarrow } from '../../lib/use-is-narrow.ts'
import { LinkAnchor } from '../../ui/link.tsx'
import { StatusBadge } from '../../ui/status-badge.tsx'
import { TimeAgo } from '../../ui/time-ago.tsx'
import { UntrustedText } from '../../ui/untrusted-text.tsx'
import { CallLine } from '../../ui/call-line.tsx'
import { Reporter } from './reporter.tsx'
import { SeenCount } from './seen-count.tsx'
import type { Selection } from './selection.ts'
import type { TicketListSearch } from './ticket-list-search.ts'
import classes from './ticket-table.module.css'
import { useSeenCounts } from './use-seen-counts.ts'

interface TicketTableProps {
  org: string
  search: TicketListSearch
  tickets: TicketRowDto[]
  /** Absent for somebody who may not change tickets. */
  selection: Selection | undefined
  /** What stands in place of the head while rows are selected. */
  bulkBar: ReactNode
}

/** The tickets as a table, or as a list in a narrow window. */
export function TicketTable(props: TicketTableProps) {
  const counts = useSeenCounts(props.org, props.tickets)
  const Rows = useIsNarrow() ? TicketCards : WideTicketTable
  return <Rows {...props} counts={counts} />
}

type RowsProps = TicketTableProps & { counts: ReturnType<typeof useSeenCounts> }

function WideTicketTable({ org, search, tickets, selection, bulkBar, counts }: RowsProps) {
  return (
    <>
      {bulkBar}
      <table className={classes.table} aria-label="Tickets">
        <colgroup>
          {selection && <col className={classes.checkColumn} />}
          <col className={classes.statusColumn} />
          <col />
          <col className={classes.seenColumn} />
          <col className={classes.reporterColumn} />
          <col className={classes.ageColumn} />
        </colgroup>
        <thead className={bulkBar ? classes.coveredHead : classes.head}>
          <tr>
            {selection && (
              <th scope="col">
                {bulkBar ? (
                  <VisuallyHidden>Selection</VisuallyHidden>
                ) : (
                  <SelectPage selection={selection} tickets={tickets} />
                )}
              </th>
            )}
            <th scope="col">Status</th>
            <th scope="col">Title · tool, error</th>
            <th scope="col" className={classes.age}>
              Seen
            </th>
            <th scope="col">Reporter · server</th>
            <th scope="col" className={classes.age}>
              Age · reference
            </th>
          </tr>
        </thead>
        <tbody>
          {tickets.map((ticket) => (
            <tr
              key={ticket.reference}
              className={classes.row}
              data-selected={selection?.has(ticket.reference) || undefined}
            >
              {selection && (
                <td>
                  <SelectTicket selection={selection} ticket={ticket} />
                </td>
              )}
              <td>
                <StatusBadge status={ticket.status} resolution={ticket.resolution} />
              </td>
              <td>
                <TicketLink org={org} search={search} ticket={ticket} />
                <CallLine call={ticket} />
              </td>
              <td className={classes.age}>
                <SeenCount tickets={counts[ticket.fingerprint ?? '']} />
              </td>
              <td>
                <div className={classes.line}>
                  <Reporter reporter={ticket.reporter} />
                </div>
                <div className={classes.meta}>{ticket.server.name}</div>
              </td>
              <td className={classes.age}>
                <div className={classes.line}>
                  <TimeAgo iso={ticket.createdAt} short />
                </div>
                <div className={classes.reference}>{ticket.reference}</div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}

function TicketCards({ org, search, tickets, selection, bulkBar, counts }: RowsProps) {
  return (
    <>
      <ul className={classes.cards} aria-label="Tickets">
        {tickets.map((ticket) => (
          <li
            key={ticket.reference}
            className={classes.card}
            data-selected={selection?.has(ticket.reference) || undefined}
          >
            {selection && <SelectTicket selection={selection} ticket={ticket} />}
            <div className={classes.cardText}>
              <TicketLink org={org} search={search} ticket={ticket} />
              <CallLine call={ticket} />
              <div className={classes.cardFoot}>
                <StatusBadge status={ticket.status} resolution={ticket.resolution} />
                <span className={classes.meta}>
                  <Reporter reporter={ticket.reporter} /> · {ticket.server.name}
                </span>
                <SeenCount tickets={counts[ticket.fingerprint ?? '']} />
                <span className={classes.cardAge}>
                  <TimeAgo iso={ticket.createdAt} short />
                </span>
              </div>
            </div>
          </li>
        ))}
      </ul>
      {bulkBar}
    </>
  )
}

export function SelectPage({ selection, tickets }: { selection: Selection; tickets: TicketRowDto[] }) {
  const references = tickets.map(({ reference }) => reference)
  const chosen = references.filter((reference) => selection.has(reference)).length
  return (
    <Checkbox
      size="xs"
      aria-label="Select all on this page"
      checked={chosen > 0 && chosen === references.length}
      indeterminate={chosen > 0 && chosen < references.length}
      onChange={() => selection.togglePage(references)}
    />
  )
}

function SelectTicket({ selection, ticket }: { selection: Selection; ticket: TicketRowDto }) {
  return (
    <Checkbox
      size="xs"
      className={classes.above}
      aria-label={`Select ${ticket.reference}`}
      checked={selection.has(ticket.reference)}
      onChange={() => selection.toggle(ticket.reference)}
    />
  )
}

/** The one link of a row. It covers the whole row: a click anywhere opens the ticket. */
function TicketLink({
  org,
  search,
  ticket,
}: {
  org: string
  search: TicketListSearch
  ticket: TicketRowDto
}) {
  return (
    <LinkAnchor
      to="/o/$org/tickets/$reference"
      params={{ org, reference: ticket.reference }}
      search={search}
      className={classes.link}
      data-ticket={ticket.reference}
      title={ticket.title}
    >
      {ticket.isTest && <span className={classes.test}>Test</span>}
      {ticket.erasedAt ? 'Erased' : <UntrustedText text={ticket.title} />}
    </LinkAnchor>
  )
}
