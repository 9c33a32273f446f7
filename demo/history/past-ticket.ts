import type { TicketStatus } from '#shared/support-ticket.ts'
import type { CLIENTS, FAILURES } from './calls.ts'

/** A ticket that the demo's desk got before the story: what was reported, by whom, when, and what staff did with it. */
export interface PastTicket {
  title: string
  description: string
  category: string
  /** An e-mail address, or who of `REPORTERS` was signed in. Absent: nobody knows. */
  from?: string
  daysAgo: number
  /** Staff opened it, such as after a call on the phone. */
  byHand?: true
  /** What staff did, and how many hours after it was opened. */
  moves?: [status: TicketStatus, afterHours: number][]
  client?: keyof typeof CLIENTS
  /** The call that failed. Without one the ticket still says where it came from, if `client` does. */
  failure?: keyof typeof FAILURES
  /** Arguments of that call in place of its usual ones. */
  args?: Record<string, unknown>
}
