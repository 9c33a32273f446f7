import type { TicketContext } from '#sdk/wire/ticket-context.ts'
import type { TicketWords } from '#shared/support-ticket.ts'
import {
  DeadlockException,
  LockWaitTimeoutException,
  UniqueConstraintViolationException,
} from '@mikro-orm/core'
import { newId } from '../../db/column-types.ts'
import type { TenantContext } from '../context.ts'
import type { TokenSubject } from '../authorization/verify-access-token.ts'
import { DomainError } from '../errors.ts'
import { readFailingCall } from '../failing-call.ts'
import { fingerprintOf, idempotencyHash } from './idempotency.ts'
import { generateReference } from './reference.ts'
import { refuseUnknownCategory } from './refuse-unknown-category.ts'
import { replayTicket } from './replay-ticket.ts'
import type { SupportTicket } from './support-ticket.entity.ts'
import { insertTicket, isBeingWritten } from './support-ticket.repository.ts'

export interface NewTicket {
  mcpServerId: string
  /** The categories that the server accepts at present. */
  categories: readonly string[]
  words: TicketWords
  origin: 'sdk' | 'dashboard' | 'test'
  /** The signed-in user who opens it, with their session. */
  reporter?: TokenSubject | undefined
  /** Gives the context, bounded and redacted. Called after `admit`, and never for a replay. */
  readContext?: () => TicketContext | undefined
  idempotencyKey?: string | undefined
  /**
   * Called before a ticket is written, and never for a replay that is found before. It throws to refuse. It returns how to
   * take the admission back, which is called unless this request is known to
   * have written a ticket.
   */
  admit?: () => Promise<() => Promise<void>>
}

export interface OpenedTicket {
  ticket: Pick<SupportTicket, 'id' | 'reference' | 'status' | 'createdAt' | 'mcpServerUserId' | 'email'>
  /** The ticket existed before: the same caller had sent the same fields. */
  duplicate: boolean
}

/** Attempts at one insert. After a deadlock or with a reference that is taken, another attempt can succeed. */
const ATTEMPTS = 3

/**
 * Writes a ticket and the first row of its audit trail in one transaction, or finds the ticket that an earlier attempt
 * with the same idempotency key wrote. The ticket's row is the idempotency record: INSERT, and replay on a duplicate
 * key. A locking look-up before the INSERT would deadlock under load.
 *
 * @throws DomainError `validation-failed` (category), `idempotency-key-reused`, `request-in-progress`, and
 *   whatever `admit` throws
 */
export async function openTicket(ctx: TenantContext, input: NewTicket): Promise<OpenedTicket> {
  refuseUnknownCategory(input.words.category, input.categories)
  const hash =
    input.idempotencyKey &&
    idempotencyHash(input.mcpServerId, input.reporter?.userId ?? 'anon', input.idempotencyKey)
  if (hash) {
    const earlier = await replayTicket(ctx, hash, input.words)
    if (earlier) return { ticket: earlier, duplicate: true }
  }
  const takeBack = await input.admit?.()
  let opened: OpenedTicket | undefined
  try {
    opened = await writeTicket(ctx, input, hash || null)
    return opened
  } finally {
    if (!opened || opened.duplicate) await takeBack?.()
  }
}

async function writeTicket(ctx: TenantContext, input: NewTicket, hash: Buffer | null): Promise<OpenedTicket> {
  const context = input.readContext?.()
  for (let attempt = 1; ; attempt++) {
    try {
      const ticket = await insert(ctx, input, context, hash)
      return { ticket, duplicate: false }
    } catch (error) {
      const hasWaited = error instanceof LockWaitTimeoutException
      const repeatable =
        error instanceof UniqueConstraintViolationException || error instanceof DeadlockException
      if (!hasWaited && (!repeatable || attempt === ATTEMPTS)) throw error
      const winner = hash && (await replayTicket(ctx, hash, input.words))
      if (winner) return { ticket: winner, duplicate: true }
      if (!hasWaited) continue
      if (hash && (await isBeingWritten(ctx, hash)))
        throw new DomainError('request-in-progress', { retryAfterSeconds: 1 })
      // Others have the table or all of the database locked, as a backup does.
      throw error
    }
  }
}

async function insert(
  ctx: TenantContext,
  { words, reporter, mcpServerId, origin }: NewTicket,
  context: TicketContext | undefined,
  hash: Buffer | null,
): Promise<OpenedTicket['ticket']> {
  const { title, description, category, email = null } = words
  const ticket = {
    id: newId(),
    mcpServerId,
    reference: generateReference(),
    title,
    description,
    category,
    origin,
    mcpServerUserId: reporter?.userId ?? null,
    mcpServerSessionId: reporter?.sessionId ?? null,
    email,
    context: context ?? null,
    call: readFailingCall(mcpServerId, context),
    idempotencyHash: hash,
    idempotencyFingerprint: hash && fingerprintOf(words),
    createdAt: ctx.now(),
  }
  await insertTicket(ctx, ticket, reporter ? { kind: 'end_user', id: reporter.userId } : ctx.actor)
  return { ...ticket, status: 'open' }
}
