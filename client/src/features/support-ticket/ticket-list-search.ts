import { CONFIG_LIMITS } from '#shared/limits.ts'
import { TICKET_STATUSES } from '#shared/support-ticket.ts'
import { z } from 'zod'

/**
 * The search parameters of the ticket list. The filters are stored in the URL only, so that a link shows the same list to
 * everybody. An invalid value is ignored, so that the page still opens.
 */
export const ticketListSearch = z.object({
  status: z.enum(TICKET_STATUSES).optional().catch(undefined),
  category: z.string().max(CONFIG_LIMITS.category).optional().catch(undefined),
  server: z.string().max(63).optional().catch(undefined),
  user: z.uuid().optional().catch(undefined),
  cursor: z.string().max(100).optional().catch(undefined),
})
export type TicketListSearch = z.infer<typeof ticketListSearch>

export function ticketListInput(org: string, { cursor, ...filters }: TicketListSearch) {
  return { org, filters, cursor }
}
