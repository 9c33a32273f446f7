import { COUNT_CAP } from '#shared/limits.ts'
import type { NeighboursDto } from '#shared/ticket-neighbours.ts'
import { Button, VisuallyHidden } from '@mantine/core'
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import { formatCappedCount } from '../../lib/format.ts'
import { useShortcuts } from '../../lib/shortcuts.ts'
import { queryClient, trpc } from '../../lib/trpc.ts'
import { KeyHint } from '../../ui/key-hint.tsx'
import { LinkButton } from '../../ui/link.tsx'
import { ticketFiltersOf, type TicketListSearch } from './ticket-list-search.ts'
import classes from './ticket-bar.module.css'

/** The tickets above and below one in the list that the person came from. */
export interface ListPlace {
  next: string | undefined
  previous: string | undefined
  /** Such as "3 of 212". */
  text: string | undefined
}

/** Reads where a ticket stands in the filtered list, and what is beside it. */
export function useListPlace(org: string, reference: string, search: TicketListSearch): ListPlace {
  const filters = ticketFiltersOf(search)
  const { data } = useQuery(trpc.supportTicket.neighbours.queryOptions({ org, reference, filters }))
  const isOldestFirst = search.order === 'oldest'
  const next = isOldestFirst ? data?.newer : data?.older
  const previous = isOldestFirst ? data?.older : data?.newer
  useEffect(() => {
    if (next) void queryClient.prefetchQuery(trpc.supportTicket.get.queryOptions({ org, reference: next }))
  }, [org, next])
  return { next, previous, text: data && describePlace(data, isOldestFirst) }
}

function describePlace({ place, total }: NeighboursDto, isOldestFirst: boolean): string | undefined {
  if (place === undefined) return undefined
  const isExact = total < COUNT_CAP
  if (!isOldestFirst) return `${formatCappedCount(place)} of ${formatCappedCount(total)}`
  // Counted from the newest, so that the way from the oldest is known only where all are counted.
  return isExact ? `${total - place + 1} of ${total}` : undefined
}

interface NeighboursProps {
  org: string
  search: TicketListSearch
  place: ListPlace
}

/** The ways to the tickets before and after this one. */
export function Neighbours({ org, search, place: { next, previous, text } }: NeighboursProps) {
  const navigate = useNavigate()
  const go = (reference: string | undefined) =>
    reference &&
    (() => void navigate({ to: '/o/$org/tickets/$reference', params: { org, reference }, search }))
  useShortcuts({ j: go(next) || undefined, k: go(previous) || undefined })
  const shared = { org, search }
  return (
    <nav className={classes.neighbours} aria-label="Tickets beside this one">
      {text && <span className={classes.place}>{text}</span>}
      <Neighbour {...shared} reference={previous} name="Previous ticket" letter="K" />
      <Neighbour {...shared} reference={next} name="Next ticket" letter="J" />
    </nav>
  )
}

interface NeighbourProps extends Omit<NeighboursProps, 'place'> {
  reference: string | undefined
  name: string
  letter: string
}

function Neighbour({ org, search, reference, name, letter }: NeighbourProps) {
  const Icon = letter === 'J' ? IconChevronDown : IconChevronUp
  const content = (
    <>
      <Icon size={18} stroke={1.6} aria-hidden />
      <VisuallyHidden>{name}</VisuallyHidden>
      <KeyHint keys={letter} />
    </>
  )
  const look = { variant: 'subtle', color: 'gray', px: 6 } as const
  if (!reference) {
    return (
      <Button {...look} disabled>
        {content}
      </Button>
    )
  }
  return (
    <LinkButton
      {...look}
      to="/o/$org/tickets/$reference"
      params={{ org, reference }}
      search={search}
      aria-keyshortcuts={letter}
    >
      {content}
    </LinkButton>
  )
}
