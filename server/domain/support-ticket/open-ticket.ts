import type { TicketContext } from '#sdk/wire/ticket-context.ts'
import type { TicketWords } from '#shared/support-ticket.ts'
import {
  DeadlockException,
  LockWaitTimeoutException,
  UniqueConstraintViolationException,
} from '@mikro-orm/core'
import { newId } from '../../db/column-types.ts'
import { forkForTenant } from '../../db/tenant.ts'
import type { TenantContext } from '../context.ts'
import type { TokenSubject } from '../authorization/verify-access-token.ts'
import { DomainError } from '../errors.ts'
import { fingerprintOf, idempotencyHash } from './idempotency.ts'
import { generateReference } from './reference.ts'
import { replayTicket } from './replay-ticket.ts'
import { SupportTicketEvent } from './support-ticket-event.entity.ts'
import { SupportTicket } from './support-ticket.entity.ts'

export interface NewTicket {
  mcpServerId: string
  /** The categories the server offers now. */
  categories: readonly string[]
  words: TicketWords
  origin: 'sdk' | 'dashboard'
  /** The signed-in user who raises it, with the session they do it in. */
  reporter?: TokenSubject | undefined
  /** Bounded and redacted already. */
  context?: TicketContext | undefined
  idempotencyKey?: string | undefined
  /** Called before a ticket is written, and never for a replay; throws to refuse. */
  admit?: () => Promise<void>
}

export interface OpenedTicket {
  ticket: SupportTicket
  /** The ticket was there already: the same caller had sent the same words. */
  duplicate: boolean
}

/** Attempts at one insert: a deadlock or a taken reference is worth another, a third in a row is not. */
const ATTEMPTS = 3

/**
 * Writes a ticket and the first row of its audit trail in one transaction, or finds the one that an earlier
 * attempt with the same idempotency key wrote. The row is its own idempotency record: INSERT first, replay on
 * duplicate, because looking first and inserting then deadlocks under load.
 *
 * @throws DomainError `validation-failed` (category), `idempotency-key-reused`, `request-in-progress`, and
 *   whatever `admit` throws
 */
export async function openTicket(ctx: TenantContext, input: NewTicket): Promise<OpenedTicket> {
  refuseUnknownCategory(input)
  const hash =
    input.idempotencyKey &&
    idempotencyHash(input.mcpServerId, input.reporter?.userId ?? 'anon', input.idempotencyKey)
  if (hash) {
    const earlier = await replayTicket(ctx, hash, input.words)
    if (earlier) return { ticket: earlier, duplicate: true }
  }
  await input.admit?.()
  for (let attempt = 1; ; attempt++) {
    try {
      const ticket = await insert(ctx, input, hash || null)
      ctx.changes.publish(ctx.organizationId, { type: 'ticket-opened', reference: ticket.reference })
      return { ticket, duplicate: false }
    } catch (error) {
      if (error instanceof LockWaitTimeoutException)
        throw new DomainError('request-in-progress', { retryAfterSeconds: 1 })
      const repeatable =
        error instanceof UniqueConstraintViolationException || error instanceof DeadlockException
      if (!repeatable || attempt === ATTEMPTS) throw error
      const winner = hash && (await replayTicket(ctx, hash, input.words))
      if (winner) return { ticket: winner, duplicate: true }
    }
  }
}

async function insert(ctx: TenantContext, input: NewTicket, hash: Buffer | null): Promise<SupportTicket> {
  // A fork of its own: after a failed flush the rows that failed would be flushed again.
  const em = forkForTenant(ctx.em, ctx.organizationId)
  const { title, description, category, email } = input.words
  const { reporter } = input
  const createdAt = ctx.now()
  const ticket = em.create(SupportTicket, {
    id: newId(),
    organizationId: ctx.organizationId,
    mcpServerId: input.mcpServerId,
    reference: generateReference(),
    title,
    description,
    category,
    status: 'open',
    version: 1,
    origin: input.origin,
    mcpServerUserId: reporter?.userId ?? null,
    mcpServerSessionId: reporter?.sessionId ?? null,
    email: email ?? null,
    context: input.context ?? null,
    idempotencyHash: hash,
    idempotencyFingerprint: hash && fingerprintOf(input.words),
    createdAt,
    updatedAt: createdAt,
  })
  em.create(SupportTicketEvent, {
    organizationId: ctx.organizationId,
    supportTicketId: ticket.id,
    type: 'opened',
    actorKind: reporter ? 'end_user' : ctx.actor.kind,
    actorId: reporter?.userId ?? ctx.actor.id,
    at: createdAt,
  })
  await em.flush()
  return ticket
}

function refuseUnknownCategory({ words, categories }: NewTicket): void {
  if (categories.includes(words.category)) return
  throw new DomainError('validation-failed', {
    detail: 'The ticket has a field that cannot be accepted.',
    errors: [
      {
        pointer: '/category',
        code: 'not-in-list',
        detail: 'Choose one of the listed categories.',
        allowed: categories,
      },
    ],
  })
}
