import { PAGE_SIZE } from '#shared/limits.ts'
import type { TicketPageDto } from '#shared/support-ticket.ts'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { announce } from '../../lib/announce.ts'
import { useLiveChange } from '../../lib/live-updates.ts'
import { api, queryClient, trpc } from '../../lib/trpc.ts'
import { useRefresh } from '../../lib/use-refresh.ts'
import { mergePage } from './merge-page.ts'
import { ticketListInput, type TicketListSearch } from './ticket-list-search.ts'

/** Changes that arrive within this time cause one fetch. Nobody notices the delay. */
const REFRESH_DELAY_MS = 250
/** The search index follows a change within two seconds. */
const INDEX_DELAY_MS = 2_500

/** One page of tickets that follows live changes. On the first page, new tickets are counted and not inserted. */
export function useTicketPage(org: string, search: TicketListSearch) {
  const navigate = useNavigate()
  const shown = useQuery(trpc.supportTicket.list.queryOptions(ticketListInput(org, search)))
  // Oldest first, new tickets come at the end and push nothing down.
  const isFirstPage = search.order !== 'oldest' && shown.data !== undefined && shown.data.newer === undefined

  // The first page as the server returns it now, apart from the page on screen.
  const firstPage = { ...search, cursor: undefined }
  const firstInput = ticketListInput(org, firstPage)
  const latest = useQuery({
    queryKey: ['latest-tickets', firstInput],
    queryFn: ({ signal }) => api.supportTicket.list.query(firstInput, { signal }),
    enabled: false,
  })

  const fetchAgain = () => void (isFirstPage ? latest.refetch({ cancelRefetch: true }) : shown.refetch())
  const refresh = useRefresh(fetchAgain, REFRESH_DELAY_MS)
  // Words are found once the index has them.
  const refreshWhenIndexed = useRefresh(() => {
    fetchAgain()
    void queryClient.invalidateQueries(trpc.supportTicket.countByStatus.pathFilter())
  }, INDEX_DELAY_MS)
  const [deleted, setDeleted] = useState<ReadonlySet<string>>(new Set())
  useLiveChange((change) => {
    if (change.type === 'ticket-deleted') setDeleted((known) => new Set([...known, change.reference]))
    if (!change.type.startsWith('ticket') && change.type !== 'servers-changed') return
    refresh()
    if (search.q !== undefined) refreshWhenIndexed()
  })

  const isLatestNewer = isFirstPage && latest.dataUpdatedAt > shown.dataUpdatedAt
  const merged =
    shown.data && latest.data && isLatestNewer
      ? mergePage(shown.data, latest.data)
      : { page: shown.data, arrivals: 0 }

  useEffect(() => {
    if (merged.arrivals > 0) announce(`${countArrivals(merged.arrivals)} arrived.`)
  }, [merged.arrivals])

  const page = merged.page && withoutRows(merged.page, deleted)
  return {
    page,
    arrivals: merged.arrivals,
    shown,
    showArrivals: () => {
      queryClient.setQueryData(trpc.supportTicket.list.queryKey(firstInput), latest.data)
      void navigate({ to: '/o/$org/tickets', params: { org }, search: firstPage })
      announce('The list shows the new tickets.')
    },
  }
}

/** A row of a deleted ticket goes at once, also one that new tickets have moved off the server's first page. */
function withoutRows(page: TicketPageDto, deleted: ReadonlySet<string>): TicketPageDto {
  const tickets = page.tickets.filter(({ reference }) => !deleted.has(reference))
  return tickets.length === page.tickets.length ? page : { ...page, tickets }
}

export function countArrivals(arrivals: number): string {
  if (arrivals >= PAGE_SIZE) return `${PAGE_SIZE}+ new tickets`
  return arrivals === 1 ? '1 new ticket' : `${arrivals} new tickets`
}
