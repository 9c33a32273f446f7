import type { TicketRowDto } from '#shared/support-ticket.ts'
import type { TenantContext } from '../context.ts'
import { readTicketsAfter } from './tickets-after.repository.ts'

/** Tickets that are remembered by name: those of five seconds, where 200 are opened in each. */
const REMEMBERED = 1_000

interface PresentTickets {
  has: (ticket: Pick<TicketRowDto, 'reference' | 'createdAt'>) => boolean
  /** The time of the newest, or now. */
  newest: Date
}

/**
 * The tickets that the organization has now, so that they can be told from those that are opened later. Where the clock of the
 * process that opened them is ahead of this one, their time does not tell that, and they are remembered. Of more than `REMEMBERED`
 * the newest are: those that are opened later count as present up to the time of the others.
 */
export async function readPresentTickets(ctx: TenantContext): Promise<PresentTickets> {
  const now = ctx.now()
  const ahead = await readTicketsAfter(ctx, now, REMEMBERED + 1)
  const remembered = new Set(ahead.map(({ reference }) => reference))
  const until = ahead[REMEMBERED]?.createdAt ?? now
  return {
    has: ({ reference, createdAt }) => new Date(createdAt) <= until || remembered.has(reference),
    newest: ahead[0]?.createdAt ?? now,
  }
}
