import type { TicketRowDto } from '#shared/support-ticket.ts'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { trpc } from '../../lib/trpc.ts'

/** How many tickets have each failure of a page, by fingerprint. The list does not wait for it. */
export function useSeenCounts(org: string, tickets: TicketRowDto[]): Readonly<Record<string, number>> {
  const fingerprints = [...new Set(tickets.flatMap(({ fingerprint }) => fingerprint ?? []))].toSorted()
  const { data } = useQuery({
    ...trpc.supportTicket.countSeen.queryOptions({ org, fingerprints }, { enabled: fingerprints.length > 0 }),
    placeholderData: keepPreviousData,
  })
  return data?.counts ?? {}
}
