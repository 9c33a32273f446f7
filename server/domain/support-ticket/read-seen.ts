import { SEEN_DAYS, type SeenCountsDto, type SeenDto } from '#shared/insight.ts'
import type { TenantContext } from '../context.ts'
import { DomainError } from '../errors.ts'
import { allow } from '../policy.ts'
import { dayOf } from '../ticket-insight/ticket-facts.ts'
import { presentDays } from './present-days.ts'
import { countSeenTickets, readFirstSeen, readSeen } from './seen.repository.ts'
import { SupportTicket } from './support-ticket.entity.ts'

/**
 * How often the failure of a ticket was seen, by how many people, and when.
 *
 * @returns null for a ticket without a failing call
 * @throws DomainError `ticket-not-found`
 */
export async function readTicketSeen(ctx: TenantContext, reference: string): Promise<SeenDto | null> {
  allow(ctx, 'read tickets')
  const ticket = await ctx.em.findOne(SupportTicket, { reference }, { fields: ['errorFingerprint'] })
  if (!ticket) throw new DomainError('ticket-not-found')
  const { errorFingerprint: fingerprint } = ticket
  if (!fingerprint) return null
  const rows = await readSeen(ctx, fingerprint)
  const first = await readFirstSeen(ctx, fingerprint)
  const last = rows[0]?.createdAt
  // Deleted meanwhile.
  if (!first || !last) return null
  const counts = new Map<number, number>()
  for (const { createdAt } of rows) {
    const day = dayOf(createdAt)
    counts.set(day, (counts.get(day) ?? 0) + 1)
  }
  const today = dayOf(ctx.now())
  return {
    tickets: rows.length,
    reporters: new Set(rows.flatMap(({ reporterKey }) => reporterKey ?? [])).size,
    first: first.toISOString(),
    last: last.toISOString(),
    days: presentDays({ from: today - SEEN_DAYS + 1, to: today }, counts),
  }
}

/** How many tickets each failure has, for a page of the list. One that no ticket has is left out. */
export async function countSeen(ctx: TenantContext, fingerprints: readonly string[]): Promise<SeenCountsDto> {
  allow(ctx, 'read tickets')
  const rows = await countSeenTickets(ctx, [...new Set(fingerprints)])
  const seen = rows.filter(({ tickets }) => tickets > 0)
  return { counts: Object.fromEntries(seen.map(({ fingerprint, tickets }) => [fingerprint, tickets])) }
}
