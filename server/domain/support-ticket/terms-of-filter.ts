import { TICKET_STATUSES } from '#shared/support-ticket.ts'
import { type FilterName, filterTerm } from '../ticket-search/filter-terms.ts'
import type { TicketFilter } from './ticket-scans.ts'

/** Filters of one value, and what the index calls them. */
const NAMES = {
  resolution: 'resolution',
  mcpServerId: 'server',
  mcpServerUserId: 'reporter',
  category: 'category',
  tool: 'tool',
  errorName: 'error',
  errorFingerprint: 'fingerprint',
  hasCall: 'call',
  hasContact: 'contact',
} as const satisfies Partial<Record<keyof TicketFilter, FilterName>>

/** The terms of a filter in the index: of each list, a ticket has one. The time has none. */
export function termsOf(filter: TicketFilter): string[][] {
  const terms: string[][] = []
  for (const of of Object.keys(NAMES) as (keyof typeof NAMES)[]) {
    const value = filter[of]
    if (value !== undefined) terms.push([filterTerm(NAMES[of], value)])
  }
  if (filter.statuses) terms.push(filter.statuses.map((status) => filterTerm('status', status)))
  if (filter.reporterKeys) terms.push(filter.reporterKeys.map((key) => filterTerm('reporter', key)))
  return terms
}

/** The terms of all tickets: each has one of them. */
export function termsOfAll(): string[][] {
  return [TICKET_STATUSES.map((status) => filterTerm('status', status))]
}
