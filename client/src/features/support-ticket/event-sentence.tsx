import type { TicketDto, TicketEventDto, TicketResolution } from '#shared/support-ticket.ts'
import { Text } from '@mantine/core'
import { LinkAnchor } from '../../ui/link.tsx'
import { resolutionLabel } from '../../ui/resolution-label.ts'
import { statusLabel } from '../../ui/status-badge.tsx'
import { UntrustedText } from '../../ui/untrusted-text.tsx'

interface EventSentenceProps {
  event: TicketEventDto
  ticket: TicketDto
  org: string
}

/** One row of the history as a sentence: who did what. */
export function EventSentence({ event, ticket, org }: EventSentenceProps) {
  const { type, fromText = '', toText = '' } = event
  const name = (
    <Text span inherit fw={600}>
      <UntrustedText text={event.actor.name} />
    </Text>
  )
  if (type === 'opened') return <Opened event={event} ticket={ticket} />
  if (type === 'contact_added') return <>The reporter added an e-mail address</>
  if (type === 'noted') {
    return (
      <>
        {name} wrote a note{' '}
        <Text span inherit c="dimmed">
          · staff only
        </Text>
      </>
    )
  }
  if (type === 'withheld') {
    return (
      <>
        {name} withheld {event.toText === undefined ? 'a field' : <UntrustedText text={event.toText} />}
      </>
    )
  }
  // Of a title that was withheld or erased, the history keeps no text.
  if (type === 'title_changed' && event.toText === undefined) return <>{name} changed the title</>
  if (type === 'title_changed' || type === 'category_changed') {
    return (
      <>
        {name} changed the {type === 'title_changed' ? 'title' : 'category'} from “
        <UntrustedText text={fromText} />” to “<UntrustedText text={toText} />”
      </>
    )
  }
  return (
    <>
      {name} {describeStep(event)}
      {event.toDuplicateOf !== undefined && (
        <>
          {' of '}
          <LinkAnchor
            to="/o/$org/tickets/$reference"
            params={{ org, reference: event.toDuplicateOf }}
            inherit
            underline="always"
          >
            {event.toDuplicateOf}
          </LinkAnchor>
        </>
      )}
    </>
  )
}

function Opened({ event, ticket }: Omit<EventSentenceProps, 'org'>) {
  const client = ticket.context?.client?.name
  const name = <UntrustedText text={event.actor.name} />
  if (ticket.origin === 'test') return <>{name} sent it as a test</>
  if (ticket.origin === 'dashboard') return <>{name} opened it by hand</>
  const from = client && (
    <>
      {' '}
      from <UntrustedText text={client} />
    </>
  )
  // A server key stands for a reporter who is not signed in.
  if (event.actor.kind === 'server_key') {
    return (
      <>
        Opened{from}, through <UntrustedText text={event.actor.name.replace(/^Server key/, 'key')} />
      </>
    )
  }
  return (
    <>
      {name} opened it{from}
    </>
  )
}

/** What a person did, such as "closed it as fixed". */
function describeStep({ from, to, toText }: TicketEventDto): string {
  const why = toText ? resolutionLabel(toText as TicketResolution).toLowerCase() : ''
  if (to === 'closed' && from === 'closed')
    return why ? `changed the reason to: ${why}` : 'took the reason away'
  if (to === 'closed') return why ? `closed it: ${why}` : 'closed it'
  if (to === 'in_progress') return from === 'closed' ? 'reopened it as in progress' : 'started progress'
  if (to === 'open') return from === 'closed' ? 'reopened it' : 'moved it back to open'
  return `set it to ${to ? statusLabel(to).toLowerCase() : 'an unknown status'}`
}
