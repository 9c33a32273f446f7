import type { TicketWords } from '#shared/support-ticket.ts'
import type { EntityManager } from '@mikro-orm/sql'
import { repeatAfterDeadlock } from '../../db/lock-conflict.ts'
import type { TenantContext } from '../context.ts'
import { DomainError } from '../errors.ts'
import { reporterKeyOf } from '../reporter-key.ts'
import { changeTicket } from './change-ticket.ts'
import { fingerprintOf } from './idempotency.ts'
import { lockTickets } from './lock-ticket.ts'
import { SupportTicketEvent } from './support-ticket-event.entity.ts'
import { SupportTicket } from './support-ticket.entity.ts'
import { findReplayableTicket } from './support-ticket.repository.ts'
import { publishChange } from '../publish-change.ts'

/**
 * Finds the ticket that the first request with this key created. If the ticket has no reporter and the repeated request
 * has an e-mail address, the address is added to the ticket.
 *
 * @returns the ticket, or undefined when the key is new, or when the ticket was deleted
 * @throws DomainError `idempotency-key-reused` when the fields differ
 */
export async function replayTicket(
  ctx: TenantContext,
  idempotencyHash: Buffer,
  words: TicketWords,
): Promise<SupportTicket | undefined> {
  const id = await findReplayableTicket(ctx, idempotencyHash)
  if (!id) return undefined
  // Outside the identity map: `addContact` reads the ticket again without this column, and a flush would then write it.
  const ticket = await ctx.em.findOne(
    SupportTicket,
    { id },
    { populate: ['idempotencyFingerprint'], disableIdentityMap: true },
  )
  if (!ticket) return undefined
  if (!ticket.idempotencyFingerprint?.equals(fingerprintOf(words)))
    throw new DomainError('idempotency-key-reused')
  if (!words.email || hasReporter(ticket)) return ticket
  return addContact(ctx, ticket.id, words.email)
}

async function addContact(ctx: TenantContext, id: string, email: string): Promise<SupportTicket | undefined> {
  const add = async (em: EntityManager) => {
    const [ticket] = await lockTickets(em, [id])
    if (!ticket || hasReporter(ticket)) return ticket
    const at = ctx.now()
    const reporterKey = reporterKeyOf(ctx, { userId: null, email })
    await changeTicket(em, ticket, { email, reporterKey, updatedAt: at })
    em.create(SupportTicketEvent, {
      organizationId: ctx.organizationId,
      supportTicketId: id,
      type: 'contact_added',
      actorKind: ctx.actor.kind,
      actorId: ctx.actor.id,
      at,
    })
    await publishChange(em, ctx.organizationId, { type: 'ticket-changed', reference: ticket.reference })
    return ticket
  }
  return repeatAfterDeadlock(() => ctx.em.transactional(add))
}

/** Whether staff can answer somebody: a signed-in end-user or an e-mail address. */
export function hasReporter(ticket: Pick<SupportTicket, 'mcpServerUserId' | 'email'>): boolean {
  return Boolean(ticket.mcpServerUserId ?? ticket.email)
}
