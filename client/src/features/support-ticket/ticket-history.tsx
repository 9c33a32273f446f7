import type { TicketEventDto } from '#shared/support-ticket.ts'
import { Text } from '@mantine/core'
import { IconArrowRight, IconAt, IconTicket } from '@tabler/icons-react'
import { statusLabel } from '../../ui/status-badge.tsx'
import { ExactTime } from '../../ui/time-ago.tsx'
import { UntrustedText } from '../../ui/untrusted-text.tsx'
import classes from './ticket-history.module.css'

const ICONS = { opened: IconTicket, status_changed: IconArrowRight, contact_added: IconAt } as const

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
                {describe(event)}
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

function describe({ type, from, to }: TicketEventDto): string {
  if (type === 'opened') return 'Opened'
  if (type === 'contact_added') return 'Contact added'
  return `Status changed from ${from ? statusLabel(from) : 'unknown'} to ${to ? statusLabel(to) : 'unknown'}`
}
