import { TICKET_ORDERS, TICKET_RESOLUTIONS, TICKET_STATUSES, type TicketStatus } from '#shared/choices.ts'
import { CONFIG_LIMITS, CONTEXT_LIMITS, QUERY_LENGTH } from '#shared/limits.ts'
import type { TicketFilters } from '#shared/support-ticket.ts'
import type { StatusCountsDto } from '#shared/ticket-counts.ts'
import { day, oneOf, searchParams, text, uuid } from '../../lib/search-params.ts'

/** The queues of the list. `unresolved`, the first, is open and in progress. */
export const QUEUES = ['unresolved', 'open', 'in_progress', 'closed', 'all'] as const
export type Queue = (typeof QUEUES)[number]

const QUEUE_STATUSES: Readonly<Record<Queue, TicketStatus[] | undefined>> = {
  unresolved: ['open', 'in_progress'],
  open: ['open'],
  in_progress: ['in_progress'],
  closed: ['closed'],
  all: undefined,
}

const yesOrNo = oneOf(['yes', 'no'])

/**
 * The search parameters of the ticket list. The filters are stored in the URL only, so that a link shows the same list to
 * everybody.
 */
export const ticketListSearch = searchParams({
  /** Absent: unresolved. */
  status: oneOf(['all', ...TICKET_STATUSES]),
  q: text(QUERY_LENGTH),
  resolution: oneOf(TICKET_RESOLUTIONS),
  category: text(CONFIG_LIMITS.category),
  server: text(63),
  tool: text(CONTEXT_LIMITS.name),
  error: text(CONTEXT_LIMITS.name),
  fingerprint: text(32),
  user: uuid,
  email: text(254),
  call: yesOrNo,
  contact: yesOrNo,
  since: day,
  until: day,
  order: oneOf(TICKET_ORDERS),
  cursor: text(100),
})
export type TicketListSearch = ReturnType<typeof ticketListSearch>

/** What can stand as a chip in the search box: every filter but the queue, the order and the words. */
export type ChipName = Exclude<keyof TicketListSearch, 'status' | 'q' | 'order' | 'cursor'>

/** How many of the counted tickets are in a queue. */
export function countOf(counts: StatusCountsDto['counts'], queue: Queue): number {
  const statuses: readonly TicketStatus[] = QUEUE_STATUSES[queue] ?? TICKET_STATUSES
  return statuses.reduce((sum, status) => sum + counts[status], 0)
}

export function queueOf({ status }: TicketListSearch): Queue {
  return status ?? 'unresolved'
}

/** What the URL says as the filters of the server. Days begin and end in the zone of the person. */
export function ticketFiltersOf(search: TicketListSearch): TicketFilters {
  const { q, resolution, category, server, tool, error, fingerprint, user, email } = search
  return {
    status: QUEUE_STATUSES[queueOf(search)],
    resolution,
    category,
    server,
    tool,
    error,
    fingerprint,
    user,
    email,
    query: q,
    hasCall: truthOf(search.call),
    hasContact: truthOf(search.contact),
    since: startOfDay(search.since, 0),
    before: startOfDay(search.until, 1),
  }
}

export function ticketListInput(org: string, search: TicketListSearch) {
  return { org, filters: ticketFiltersOf(search), order: search.order, cursor: search.cursor }
}

/** The same list from its first page, with other filters. */
export function changeSearch(search: TicketListSearch, change: Partial<TicketListSearch>): TicketListSearch {
  return ticketListSearch({ ...search, cursor: undefined, ...change })
}

/** Whether anything but the queue and the order narrows the list. */
export function isNarrowed(search: TicketListSearch): boolean {
  const rest = { ...search, status: undefined, order: undefined, cursor: undefined }
  return Object.values(rest).some((value) => value !== undefined)
}

function truthOf(answer: 'yes' | 'no' | undefined): boolean | undefined {
  return answer && answer === 'yes'
}

function startOfDay(date: string | undefined, daysLater: number): string | undefined {
  if (date === undefined) return undefined
  const start = new Date(`${date}T00:00:00`)
  start.setDate(start.getDate() + daysLater)
  // A year has four digits in RFC 3339.
  const year = start.getUTCFullYear()
  return year < 0 || year > 9999 ? undefined : start.toISOString()
}
