import { roundMinutes } from './round-minutes.ts'

export const DAY_MS = 86_400_000
const MINUTE_MS = 60_000
/** The day of the rows that count tickets of all days. */
export const EVER = 0

/** What a ticket counts as. */
export interface TicketFacts {
  /** When it was opened. */
  day: number
  server: string
  category: string
  tool: string | null
  fingerprint: string | null
  /** Absent: it is unresolved. */
  closed?: { day: number; minutes: number; isFixed: boolean }
}

/** A ticket as it is counted. */
export interface CountedTicket {
  id: string
  origin: string
  server: string
  category: string
  tool: string | null
  fingerprint: string | null
  status: string
  resolution: string | null
  createdAt: Date
  closedAt: Date
}

/** The day of a time, in UTC. */
export function dayOf(time: Date): number {
  return Math.floor(time.getTime() / DAY_MS)
}

/** What a ticket counts as; undefined for one that is only a test. */
export function factsOf(ticket: CountedTicket): TicketFacts | undefined {
  if (ticket.origin === 'test') return undefined
  const { server, category, tool, fingerprint, status, resolution, createdAt, closedAt } = ticket
  const facts = { day: dayOf(createdAt), server, category, tool, fingerprint }
  if (status !== 'closed') return facts
  const minutes = Math.max(0, Math.floor((closedAt.getTime() - createdAt.getTime()) / MINUTE_MS))
  return {
    ...facts,
    closed: { day: dayOf(closedAt), minutes: roundMinutes(minutes), isFixed: resolution === 'fixed' },
  }
}
