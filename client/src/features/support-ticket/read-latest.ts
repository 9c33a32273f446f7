import type { TicketDto } from '#shared/support-ticket.ts'
import { hasCode } from '../../lib/problem.ts'
import { queryClient, trpc } from '../../lib/trpc.ts'

/**
 * Reads a ticket again after a change to it was refused, because somebody else was first. If they deleted it, its page
 * says so.
 *
 * @returns the ticket as it is now; undefined when the change was refused for another reason, or the ticket is gone
 */
export async function readLatest(
  error: unknown,
  input: { org: string; reference: string },
): Promise<TicketDto | undefined> {
  if (!hasCode(error, 'ticket-changed') && !hasCode(error, 'ticket-not-found')) return undefined
  const query = trpc.supportTicket.get.queryOptions(input)
  return queryClient.fetchQuery({ ...query, staleTime: 0 }).catch(() => undefined)
}
