import type { TicketDto } from '#shared/support-ticket.ts'
import type { TenantContext } from '../context.ts'
import { allow } from '../policy.ts'
import { auditAgent } from './audit-agent.ts'
import { lockTicket } from './lock-ticket.ts'
import { readTicketDetails } from './read-ticket-details.ts'
import { refuseFullHistory } from './refuse-full-history.ts'
import { writeNote } from './write-note.ts'
import { publishChange } from '../publish-change.ts'

/**
 * Adds a note for colleagues to a ticket's history. It is never sent to the reporter.
 *
 * @throws DomainError `ticket-not-found`, `history-full`, `request-in-progress`
 */
export async function addTicketNote(ctx: TenantContext, reference: string, note: string): Promise<TicketDto> {
  allow(ctx, 'work tickets')
  const ticket = await ctx.em.transactional(async (em) => {
    const locked = await lockTicket(em, reference)
    await refuseFullHistory(em, locked, note)
    writeNote(ctx, em, locked, note)
    auditAgent(ctx, em, { action: 'ticket-noted-by-agent', subject: locked.reference })
    await publishChange(em, ctx.organizationId, { type: 'ticket-changed', reference })
    return locked
  })
  return readTicketDetails(ctx, ticket)
}
