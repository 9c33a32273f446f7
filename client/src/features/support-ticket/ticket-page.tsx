import { Skeleton, Stack } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutationState, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { type ReactNode, useEffect, useState } from 'react'
import { announce } from '../../lib/announce.ts'
import { useLiveChange } from '../../lib/live-updates.ts'
import { hasCode } from '../../lib/problem.ts'
import { trpc } from '../../lib/trpc.ts'
import { BackLink } from '../../ui/back-link.tsx'
import { EmptyMessage } from '../../ui/empty-message.tsx'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { LinkButton } from '../../ui/link.tsx'
import { Page } from '../../ui/page.tsx'
import { TicketView } from './ticket-view.tsx'

const route = getRouteApi('/o/$org/tickets/$reference')

// The type is written: inferred, it would depend on that of the router, which depends on it.
export function TicketPage(): ReactNode {
  const { org, reference } = route.useParams()
  const search = route.useSearch()
  const ticket = useQuery(trpc.supportTicket.get.queryOptions({ org, reference }))
  const [deleted, setDeleted] = useState<string>()
  const [isCorrecting, correction] = useDisclosure(false)
  useLiveChange((change) => {
    if (change.type === 'ticket-deleted' && change.reference === reference) setDeleted(reference)
  })
  // A tab that was hidden meanwhile learns it from its next fetch.
  const wasThere = ticket.data !== undefined && hasCode(ticket.error, 'ticket-not-found')
  // A person who deletes it here is led to the list instead, and may go back at once.
  const deletions = useMutationState({
    filters: { mutationKey: trpc.supportTicket.delete.mutationKey() },
    select: ({ state }) => state,
  }).filter(({ variables }) => (variables as { reference: string } | undefined)?.reference === reference)
  const isDeletingHere = deletions.some(({ status }) => status === 'pending')
  const wasDeletedHere = deletions.some(({ status }) => status === 'success')
  const isDeleted = (deleted === reference || wasThere) && !isDeletingHere
  const above = (
    <BackLink to="/o/$org/tickets" params={{ org }} search={search}>
      Tickets
    </BackLink>
  )
  const about = { org, reference, above }
  // What somebody is typing stays on screen until they close its dialog.
  if (isDeleted && !isCorrecting)
    return wasDeletedHere ? <TicketMissing {...about} /> : <TicketDeleted {...about} />
  if (ticket.data)
    return (
      <TicketView
        org={org}
        key={reference}
        ticket={ticket.data}
        search={search}
        correction={{ opened: isCorrecting, isTooLate: isDeleted, ...correction }}
      />
    )
  // A malformed reference is refused as invalid. For the person, the ticket is not found either way.
  if (hasCode(ticket.error, 'ticket-not-found') || hasCode(ticket.error, 'validation-failed'))
    return <TicketMissing {...about} />
  if (ticket.isError)
    return (
      <Page title={`Ticket ${reference}`} above={above}>
        <ErrorMessage
          title="The ticket could not be loaded"
          error={ticket.error}
          onRetry={() => void ticket.refetch()}
        />
      </Page>
    )
  return (
    <Page title={`Ticket ${reference}`} above={above}>
      <Stack component="output" aria-label="Loading the ticket">
        <Skeleton height={180} />
        <Skeleton height={260} />
      </Stack>
    </Page>
  )
}

interface AbsentTicketProps {
  org: string
  reference: string
  above: ReactNode
}

/** Takes the place of a ticket that is deleted while its page is open. */
function TicketDeleted({ org, reference, above }: AbsentTicketProps) {
  useEffect(() => announce(`Ticket ${reference} was deleted.`), [reference])
  return (
    <Page title="Ticket deleted" above={above}>
      <EmptyMessage
        title={`${reference} was deleted`}
        action={
          <LinkButton to="/o/$org/tickets" params={{ org }} variant="default">
            All tickets
          </LinkButton>
        }
      >
        This ticket was deleted while it was open here. The audit log of the organization says by whom.
      </EmptyMessage>
    </Page>
  )
}

function TicketMissing({ org, reference, above }: AbsentTicketProps) {
  return (
    <Page title="Ticket not found" above={above}>
      <EmptyMessage
        title={`There is no ticket ${reference}`}
        action={
          <LinkButton to="/o/$org/tickets" params={{ org }} variant="default">
            All tickets
          </LinkButton>
        }
      >
        Check the reference: it looks like TK-7F3K-9Q2M. The ticket may have been deleted. A ticket of another
        organization is not shown here.
      </EmptyMessage>
    </Page>
  )
}
