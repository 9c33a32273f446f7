import { ticketFilters, ticketInput } from './support-ticket.ts'

export const neighboursInput = ticketInput.extend({ filters: ticketFilters })

/** The tickets before and after one in a filtered list. */
export interface NeighboursDto {
  newer?: string
  older?: string
  /** Its place in the list, from 1, up to `COUNT_CAP`; absent if it does not match the filters, or if not all could be counted in time. */
  place?: number
  /** How many there are, up to `COUNT_CAP`, as far as they could be counted in time. */
  total: number
}
