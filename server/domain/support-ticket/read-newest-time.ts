import type { TenantContext } from '../context.ts'
import { listTickets } from './list-tickets.ts'

/**
 * The time up to which the organization has tickets now. It is that of this process or, where the clock of the process that
 * opened the newest ticket is ahead of it, that of this ticket: a difference of clocks must hide no ticket that is there.
 */
export async function readNewestTime(ctx: TenantContext): Promise<Date> {
  const now = ctx.now()
  const { tickets } = await listTickets(ctx, { filters: {}, limit: 1 })
  const newest = new Date(tickets[0]?.createdAt ?? now)
  return newest > now ? newest : now
}
