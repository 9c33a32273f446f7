import type { TicketEventDto, TicketResolution } from '#shared/support-ticket.ts'
import { Text } from '@mantine/core'
import { IconArrowRight, IconAt, IconPencil, IconTicket } from '@tabler/icons-react'
import { statusLabel } from '../../ui/status-badge.tsx'
import { ExactTime } from '../../ui/time-ago.tsx'
import { UntrustedText } from '../../ui/untrusted-text.tsx'
import { resolutionLabel } from './resolution-label.ts'
import classes from './ticket-history.module.css'

const ICONS = {
  opened: IconTicket,
  status_changed: IconArrowRight,
  contact_added: IconAt,
  title_changed: IconPencil,
  category_changed: IconPencil,
} as const

const ACTOR_NOTES = { account: '', access_token: '', end_user: ' (end-user)', server_key: '' } as const

/** The history of the ticket: who did what, and when. */
export function TicketHistory({ events }: { events: TicketEventDto[] }) {
  return (
    <ol className={classes.history} aria-label="History of the ticket">
      {events.map((event) => {
        const Icon = ICONS[event.type]
        return (
          <li key={event.id} className={classes.event}>
            <span className={classes.bullet}>
              <Icon size={13} aria-hidden />
            </span>
            <div className={classes.text}>
              <Text size="sm" fw={550}>
                <Description event={event} />
              </Text>
              <Text size="xs" c="dimmed">
                <UntrustedText text={event.actor.name} />
                {ACTOR_NOTES[event.actor.kind]} · <ExactTime iso={event.at} />
              </Text>
            </div>
          </li>
        )
      })}
    </ol>
  )
}

function Description({ event }: { event: TicketEventDto }) {
  const { type, from, to, fromText = '', toText = '' } = event
  if (type === 'opened') return 'Opened'
  if (type === 'contact_added') return 'Contact added'
  if (type === 'title_changed' || type === 'category_changed') {
    return (
      <>
        {type === 'title_changed' ? 'Title' : 'Category'} changed from “<UntrustedText text={fromText} />” to
        “
        <UntrustedText text={toText} />”
      </>
    )
  }
  const before = from ? statusLabel(from) : 'unknown'
  const after = to ? statusLabel(to) : 'unknown'
  const why = toText ? ` (${resolutionLabel(toText as TicketResolution).toLowerCase()})` : ''
  return before === after
    ? `Resolution changed to ${after}${why}`
    : `Status changed from ${before} to ${after}${why}`
}
