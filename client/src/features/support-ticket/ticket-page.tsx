import { Skeleton, Stack } from '@mantine/core'
import { IconTicketOff } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { hasCode } from '../../lib/problem.ts'
import { trpc } from '../../lib/trpc.ts'
import { BackLink } from '../../ui/back-link.tsx'
import { EmptyMessage } from '../../ui/empty-message.tsx'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { LinkButton } from '../../ui/link.tsx'
import { Page } from '../../ui/page.tsx'
import { TicketView } from './ticket-view.tsx'

const route = getRouteApi('/o/$org/tickets/$reference')

export function TicketPage() {
  const { org, reference } = route.useParams()
  const ticket = useQuery(trpc.supportTicket.get.queryOptions({ org, reference }))
  const above = (
    <BackLink to="/o/$org/tickets" params={{ org }}>
      Tickets
    </BackLink>
  )
  if (ticket.data) return <TicketView org={org} ticket={ticket.data} />
  if (ticket.isError) {
    // A malformed reference is refused as invalid. For the person, the ticket is not found either way.
    const isMissing = hasCode(ticket.error, 'ticket-not-found') || hasCode(ticket.error, 'validation-failed')
    return (
      <Page title={isMissing ? 'Ticket not found' : `Ticket ${reference}`} above={above}>
        {isMissing ? (
          <TicketMissing org={org} reference={reference} />
        ) : (
          <ErrorMessage
            title="The ticket could not be loaded"
            error={ticket.error}
            onRetry={() => void ticket.refetch()}
          />
        )}
      </Page>
    )
  }
  return (
    <Page title={`Ticket ${reference}`} above={above}>
      <Stack component="output" aria-label="Loading the ticket">
        <Skeleton height={180} />
        <Skeleton height={260} />
      </Stack>
    </Page>
  )
}

function TicketMissing({ org, reference }: { org: string; reference: string }) {
  return (
    <EmptyMessage
      Icon={IconTicketOff}
      title={`There is no ticket ${reference}`}
      action={
        <LinkButton to="/o/$org/tickets" params={{ org }} variant="default">
          All tickets
        </LinkButton>
      }
    >
      Check the reference: it looks like TK-7F3K-9Q2M. A ticket of another organization is not shown here.
    </EmptyMessage>
  )
}
