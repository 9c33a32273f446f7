import { z } from 'zod'
import { organizationInput } from './organization.ts'
import { ticketFilters, type TicketStatus } from './support-ticket.ts'

/** `filters.status` is left out: each status is counted. */
export const countByStatusInput = organizationInput.extend({ filters: ticketFilters })

const TICKET_FACETS = ['tool', 'error'] as const
export type TicketFacet = (typeof TICKET_FACETS)[number]

export const ticketFacetInput = organizationInput.extend({
  facet: z.enum(TICKET_FACETS),
  /** The filter of the facet itself is left out. */
  filters: ticketFilters,
})

/** Each up to `COUNT_CAP`. */
export interface StatusCountsDto {
  counts: Record<TicketStatus, number>
  /** Only tickets back to this time are counted, because there are too many to look at. */
  searchedTo?: string
}

export interface TicketFacetDto {
  /** Most tickets first. */
  values: { value: string; count: number }[]
  /** There are more values than these. */
  hasMore: boolean
  /** As for counts. */
  searchedTo?: string
}
