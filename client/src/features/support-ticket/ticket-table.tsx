import type { TicketRowDto } from '#shared/support-ticket.ts'
import { Card, Group, Stack, Table, Text } from '@mantine/core'
import { useIsNarrow } from '../../lib/use-is-narrow.ts'
import { LinkAnchor } from '../../ui/link.tsx'
import { StatusBadge } from '../../ui/status-badge.tsx'
import { TimeAgo } from '../../ui/time-ago.tsx'
import { UntrustedText } from '../../ui/untrusted-text.tsx'
import { Reporter } from './reporter.tsx'
import { RowTable } from '../../ui/row-table.tsx'
import classes from '../../ui/rows.module.css'

interface TicketTableProps {
  org: string
  tickets: TicketRowDto[]
}

/** The tickets as a table, or as cards in a narrow window. */
export function TicketTable(props: TicketTableProps) {
  return useIsNarrow() ? <TicketCards {...props} /> : <WideTicketTable {...props} />
}

const COLUMNS = [
  { name: 'Status', width: 124 },
  { name: 'Title' },
  { name: 'Category', width: 152 },
  { name: 'Server', width: 132 },
  { name: 'Reporter', width: 168 },
  { name: 'Created', width: 140 },
]

function WideTicketTable({ org, tickets }: TicketTableProps) {
  return (
    <RowTable label="Tickets" columns={COLUMNS} opensRows>
      {tickets.map((ticket) => (
        <Table.Tr key={ticket.reference} className={classes.row}>
          <Table.Td>
            <StatusBadge status={ticket.status} />
          </Table.Td>
          <Table.Td>
            <TicketLink org={org} ticket={ticket} />
            <Text size="xs" c="dimmed" ff="monospace">
              {ticket.reference}
            </Text>
          </Table.Td>
          <Table.Td className={classes.cell}>
            <UntrustedText text={ticket.category} />
          </Table.Td>
          <Table.Td className={classes.cell}>{ticket.server.name}</Table.Td>
          <Table.Td className={classes.cell}>
            <Reporter reporter={ticket.reporter} />
          </Table.Td>
          <Table.Td className={classes.cell}>
            <TimeAgo iso={ticket.createdAt} />
          </Table.Td>
        </Table.Tr>
      ))}
    </RowTable>
  )
}

function TicketCards({ org, tickets }: TicketTableProps) {
  return (
    <Stack gap="xs" component="ul" aria-label="Tickets" className={classes.cards}>
      {tickets.map((ticket) => (
        <Card key={ticket.reference} component="li" withBorder padding="sm" className={classes.card}>
          <Group justify="space-between" gap="xs" mb={6}>
            <StatusBadge status={ticket.status} />
            <Text size="xs" c="dimmed">
              <TimeAgo iso={ticket.createdAt} />
            </Text>
          </Group>
          <TicketLink org={org} ticket={ticket} />
          <Text size="xs" c="dimmed" mt={4} className={classes.details}>
            <UntrustedText text={ticket.category} /> · {ticket.server.name} ·{' '}
            <Reporter reporter={ticket.reporter} />
          </Text>
          <Text size="xs" c="dimmed" ff="monospace">
            {ticket.reference}
          </Text>
        </Card>
      ))}
    </Stack>
  )
}

/** The one link of a row. It covers the whole row: a click anywhere opens the ticket, and Tab stops once per row. */
function TicketLink({ org, ticket }: { org: string; ticket: TicketRowDto }) {
  return (
    <LinkAnchor
      to="/o/$org/tickets/$reference"
      params={{ org, reference: ticket.reference }}
      className={classes.link}
    >
      <UntrustedText text={ticket.title} />
    </LinkAnchor>
  )
}
