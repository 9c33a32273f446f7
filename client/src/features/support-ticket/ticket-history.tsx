import type { TicketEventDto } from '#shared/support-ticket.ts'
import { Text, Timeline } from '@mantine/core'
import { IconArrowRight, IconAt, IconSparkles } from '@tabler/icons-react'
import { statusLabel } from '../../ui/status-badge.tsx'
import { ExactTime } from '../../ui/time-ago.tsx'
import { UntrustedText } from '../../ui/untrusted-text.tsx'

const ICONS = { opened: IconSparkles, status_changed: IconArrowRight, contact_added: IconAt } as const

/** The audit trail: who did what, and when. */
export function TicketHistory({ events }: { events: TicketEventDto[] }) {
  return (
    <Timeline bulletSize={24} lineWidth={2} active={-1} role="list" aria-label="History of the ticket">
      {events.map((event) => {
        const Icon = ICONS[event.type]
        return (
          <Timeline.Item key={event.id} role="listitem" bullet={<Icon size={13} aria-hidden />}>
            <Text size="sm" fw={550}>
              {describe(event)}
            </Text>
            <Text size="xs" c="dimmed">
              <UntrustedText text={event.actor.name} />
              {ACTOR_NOTES[event.actor.kind]} · <ExactTime iso={event.at} />
            </Text>
          </Timeline.Item>
        )
      })}
    </Timeline>
  )
}

const ACTOR_NOTES = { account: '', end_user: ' (end-user)', server_key: ' (server key)' } as const

function describe({ type, from, to }: TicketEventDto): string {
  if (type === 'opened') return 'Opened'
  if (type === 'contact_added') return 'Contact added'
  return `Status changed from ${from ? statusLabel(from) : 'unknown'} to ${to ? statusLabel(to) : 'unknown'}`
}
