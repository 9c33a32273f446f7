import { Group, Stack, Text, Title } from '@mantine/core'
import { useQueries } from '@tanstack/react-query'
import { trpc } from '../../lib/trpc.ts'
import { LinkButton } from '../../ui/link.tsx'
import { UntrustedText } from '../../ui/untrusted-text.tsx'
import { formatQueueCount } from './format-queue-count.ts'
import { chipsOf, type ChipNames } from './search-chips.ts'
import { changeSearch, queueOf, ticketFiltersOf, type TicketListSearch } from './ticket-list-search.ts'

interface NothingMatchesProps {
  org: string
  search: TicketListSearch
  names: ChipNames
}

interface Way {
  label: string
  search: TicketListSearch
}

/** Tells that nothing matches, and which part to take off, with what that would bring. */
export function NothingMatches({ org, search, names }: NothingMatchesProps) {
  const ways: Way[] = [
    ...(queueOf(search) === 'all'
      ? []
      : [{ label: 'In all queues', search: changeSearch(search, { status: 'all' }) }]),
    ...(search.q ? [{ label: `Without “${search.q}”`, search: changeSearch(search, { q: undefined }) }] : []),
    ...chipsOf(search, names).map(({ name, label, value }) => ({
      label: `Without ${label}: ${value}`,
      search: changeSearch(search, { [name]: undefined }),
    })),
  ]
  const counts = useQueries({
    queries: ways.map((way) => {
      const { status: _, ...filters } = ticketFiltersOf(way.search)
      return trpc.supportTicket.countByStatus.queryOptions({ org, filters })
    }),
  })
  return (
    <Stack gap="xs" p="xl">
      <Title order={2}>No ticket matches</Title>
      <Text size="sm" c="dimmed">
        No ticket has all of these words and filters. Take one off to see more.
      </Text>
      <Group gap="xs" mt="xs">
        {ways.map((way, index) => {
          const found = counts[index]?.data
          return (
            <LinkButton
              key={way.label}
              to="/o/$org/tickets"
              params={{ org }}
              search={way.search}
              variant="default"
              maw="100%"
            >
              <UntrustedText text={way.label} />
              {found && (
                <Text span inherit fw={400} c="dimmed" ms={6}>
                  {formatQueueCount(found, queueOf(way.search))}
                </Text>
              )}
            </LinkButton>
          )
        })}
        <LinkButton to="/o/$org/tickets" params={{ org }} search={{}} variant="default">
          Clear all
        </LinkButton>
      </Group>
    </Stack>
  )
}
