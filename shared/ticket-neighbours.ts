import { ticketFilters, ticketInput } from './support-ticket.ts'

export const neighboursInput = ticketInput.extend({ filters: ticketFilters })

/** The tickets before and after one in a filtered list. */
export interface NeighboursDto {
  newer?: string
  older?: string
  /** Its place in the list, from 1, and how many there are, both up to `COUNT_CAP`; absent if it does not match the filters. */
  place?: number
  total: number
}
