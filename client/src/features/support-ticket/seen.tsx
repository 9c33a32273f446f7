import { SEEN_CAP } from '#shared/limits.ts'
import { Group, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { formatUtcDay } from '../../lib/format.ts'
import { trpc } from '../../lib/trpc.ts'
import { DayBars } from '../../ui/day-bars.tsx'
import { LinkAnchor } from '../../ui/link.tsx'
import { AsidePart } from './aside-part.tsx'

interface SeenProps {
  org: string
  reference: string
  /** Of the failing call. */
  fingerprint: string
}

/** How often the failure of a ticket was seen, and the way to those tickets. */
export function Seen({ org, reference, fingerprint }: SeenProps) {
  const { data: seen } = useQuery(trpc.supportTicket.seen.queryOptions({ org, reference }))
  if (!seen) return null
  if (seen.tickets === 1)
    return (
      <AsidePart title="Seen once">
        <Text size="xs" c="dimmed">
          No other ticket has the same server, tool and error.
        </Text>
      </AsidePart>
    )
  const today = seen.days.at(-1)!
  const times = seen.tickets >= SEEN_CAP ? 'more than 1,000 times' : `${seen.tickets} times`
  return (
    <AsidePart title={`Seen ${times}${byUsers(seen.reporters)}`}>
      <div>
        <DayBars days={seen.days} size="aside" />
        <Group justify="space-between">
          <Text size="xs" c="dimmed">
            {formatUtcDay(seen.days[0]!.day)}
          </Text>
          <Text size="xs" c="dimmed">
            today {today.tickets}
          </Text>
        </Group>
      </div>
      <Text size="xs">
        Same server, tool and error; numbers, ids and quoted values ignored. First on{' '}
        <time dateTime={seen.first}>{formatUtcDay(seen.first.slice(0, 10))}</time>.
      </Text>
      <LinkAnchor
        to="/o/$org/tickets"
        params={{ org }}
        search={{ fingerprint, status: 'all' }}
        size="sm"
        underline="always"
      >
        Show the {seen.tickets >= SEEN_CAP ? '' : `${seen.tickets} `}tickets
      </LinkAnchor>
    </AsidePart>
  )
}

/** Those without a sign-in and an e-mail address are not known. */
function byUsers(reporters: number): string {
  if (reporters === 0) return ''
  return reporters === 1 ? ' by 1 user' : ` by ${reporters} users`
}
