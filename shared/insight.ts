import { z } from 'zod'
import { OVERVIEW_DAYS } from './choices.ts'
import { PAGE_SIZE } from './limits.ts'
import { organizationInput } from './organization.ts'
import { ticketFilters, ticketInput } from './support-ticket.ts'

export { OVERVIEW_DAYS, type OverviewDays } from './choices.ts'
export { SEEN_CAP } from './limits.ts'

/** Days of the bars beside a failure. */
export const SEEN_DAYS = 14
/** Servers that the sidebar names. */
export const SERVERS_SHOWN = 8

export const seenInput = ticketInput

export const countSeenInput = organizationInput.extend({
  /** Those of one page of tickets. */
  fingerprints: z.array(ticketFilters.shape.fingerprint.unwrap()).max(PAGE_SIZE),
})

export const overviewInput = organizationInput.extend({
  /** The last days, today included. */
  days: z.literal(OVERVIEW_DAYS),
  server: ticketFilters.shape.server,
})

/** How often the failure of a ticket was seen. Days are those of UTC. */
export interface SeenDto {
  /** Up to `SEEN_CAP`. */
  tickets: number
  /** People that are known: users, and e-mail addresses of those without a sign-in. */
  reporters: number
  first: string
  last: string
  /** The last `SEEN_DAYS` days, the oldest first. */
  days: DayCountDto[]
}

export interface DayCountDto {
  /** Such as `2026-11-26`. */
  day: string
  tickets: number
}

export interface SeenCountsDto {
  /** By fingerprint, each up to `SEEN_CAP`. */
  counts: Record<string, number>
}

export interface ServerCountsDto {
  /** Most first. */
  servers: { slug: string; name: string; unresolved: number }[]
}

/**
 * What happened in a number of days, from counts that a job keeps: they have a change within seconds. Tickets that are a test
 * do not count. Days are those of UTC.
 */
export interface OverviewDto {
  /** The oldest first. */
  days: string[]
  /** The opened tickets: the categories with the most of them, and then the others together. */
  byCategory: SeriesDto[]
  /** The same by tool. The others are those of further tools, and those without a call. */
  byTool: SeriesDto[]
  /** Now, whenever they were opened. */
  unresolved: number
  /** Those of them that were opened more than 7 days ago. */
  unresolvedOld: number
  opened: number
  /** In as many days before. */
  openedBefore: number
  closed: number
  /** Those of them with the resolution `fixed`. */
  fixed: number
  /** Half of the closed tickets, and nine of ten, were closed within this time, to two digits. */
  medianMinutes?: number
  p90Minutes?: number
  /** Closed within 1 h, 4 h, 1 d, 3 d, 7 d, and later. */
  timeToClose: number[]
  failures: FailureDto[]
  /** Tickets from before this time are not counted yet. */
  completeTo?: string
}

/** Opened tickets that a chart shows together. */
export interface SeriesDto {
  /** One; none stands for all others. */
  name?: string
  tickets: number
  /** Of each day of the overview. */
  days: number[]
}

/** Tickets about one failure: same server, tool and error. */
export interface FailureDto {
  fingerprint: string
  tool?: string
  error?: string
  /** With `…` for numbers, ids and quoted values. */
  message?: string
  server: { slug: string; name: string }
  /** The last `SEEN_DAYS` days, the oldest first. */
  days: DayCountDto[]
  /** Opened in the days of the overview. */
  tickets: number
  /** As for `SeenDto`, of these tickets. */
  reporters: number
  /** Now, whenever they were opened. */
  unresolved: number
}
