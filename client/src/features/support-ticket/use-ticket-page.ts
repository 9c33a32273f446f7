import { useDebouncedCallback } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { announce } from '../../lib/announce.ts'
import { useLiveChange } from '../../lib/live-updates.ts'
import { queryClient, trpc } from '../../lib/trpc.ts'
import { mergePage } from './merge-page.ts'
import { ticketListInput, type TicketListSearch } from './ticket-list-search.ts'

/** Long enough to gather a burst of changes, short enough to feel at once. */
const GATHER_MS = 250

/** One page of tickets, kept current. On the first page, new tickets are counted instead of pushed in. */
export function useTicketPage(org: string, search: TicketListSearch) {
  const input = ticketListInput(org, search)
  const options = trpc.supportTicket.list.queryOptions(input)
  const shown = useQuery({ ...options, placeholderData: keepPreviousData })

  const latestKey = ['latest-tickets', input]
  const latest = useQuery({ ...options, queryKey: latestKey as never, enabled: false })

  const isFirstPage = search.cursor === undefined
  const refresh = useDebouncedCallback(
    () => void (isFirstPage ? latest.refetch({ cancelRefetch: true }) : shown.refetch()),
    GATHER_MS,
  )
  useLiveChange(({ type }) => {
    if (type === 'ticket-opened' || type === 'ticket-changed') refresh()
  })

  const isLatestNewer = !shown.isPlaceholderData && latest.dataUpdatedAt > shown.dataUpdatedAt
  const merged =
    shown.data && latest.data && isLatestNewer
      ? mergePage(shown.data, latest.data)
      : { page: shown.data, arrivals: 0 }

  useEffect(() => {
    if (merged.arrivals > 0) announce(`${countArrivals(merged.arrivals)} arrived.`)
  }, [merged.arrivals])

  return {
    ...merged,
    shown,
    showArrivals: () => {
      queryClient.setQueryData(options.queryKey, latest.data)
      announce('The list shows the new tickets.')
    },
  }
}

export function countArrivals(arrivals: number): string {
  return arrivals === 1 ? '1 new ticket' : `${arrivals} new tickets`
}
