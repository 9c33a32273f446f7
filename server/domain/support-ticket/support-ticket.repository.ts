import type { TicketContext } from '#sdk/wire/ticket-context.ts'
import type { TicketEventDto } from '#shared/support-ticket.ts'
import { LockWaitTimeoutException } from '@mikro-orm/core'
import { newId } from '../../db/column-types.ts'
import { isEmbedded } from '../../db/keyset.ts'
import { writeTogether } from '../../db/write-together.ts'
import type { TenantContext } from '../context.ts'
import type { FailingCall } from '../failing-call.ts'
import { publishChangeSql } from '../publish-change.ts'
import { wakeFollowers } from '../wake-followers.ts'
import { queueTicketSql } from '../ticket-search/search-todo.repository.ts'
import { reporterKeyOf } from '../reporter-key.ts'

/** The id of the ticket that an earlier request with this hash created. Most requests are the first and find none. */
export async function findReplayableTicket(
  ctx: TenantContext,
  idempotencyHash: Buffer,
): Promise<string | undefined> {
  const rows: { id: string }[] = await ctx.em.execute(
    'select id from support_ticket where organization_id = ? and idempotency_hash = ?',
    [ctx.organizationId, idempotencyHash],
  )
  return rows[0]?.id
}

/** Whether another request with this hash writes its ticket now. An embedded database has one writer, so there it is none. */
export async function isBeingWritten(ctx: TenantContext, idempotencyHash: Buffer): Promise<boolean> {
  if (isEmbedded(ctx.em)) return false
  try {
    // Shared, because others may have the database locked for reading. Either server has its own words for it.
    await ctx.em.execute(
      `select id from support_ticket where organization_id = ? and idempotency_hash = ?
       /*!80001 for share nowait */ /*M!100300 lock in share mode nowait */`,
      [ctx.organizationId, idempotencyHash],
    )
    return false
  } catch (error) {
    // MariaDB has the code of a wait for both.
    if (error instanceof LockWaitTimeoutException) return true
    if ((error as { code?: string }).code === 'ER_LOCK_NOWAIT') return true
    throw error
  }
}

/** A ticket as `openTicket` writes it. */
export interface NewTicketRow {
  id: string
  mcpServerId: string
  reference: string
  title: string
  description: string
  category: string
  origin: 'sdk' | 'dashboard' | 'test'
  mcpServerUserId: string | null
  mcpServerSessionId: string | null
  email: string | null
  context: TicketContext | null
  call: FailingCall
  idempotencyHash: Buffer | null
  idempotencyFingerprint: Buffer | null
  createdAt: Date
}

/**
 * Writes a new ticket and the first row of its history in one transaction, queues it for the search index and tells dashboards. It
 * is SQL, because the ORM's unit of work takes from a third to a half of the CPU time of a ticket.
 *
 * @param actor who opened it
 */
export async function insertTicket(
  ctx: TenantContext,
  ticket: NewTicketRow,
  actor: { kind: TicketEventDto['actor']['kind']; id: string },
): Promise<void> {
  const { em, organizationId } = ctx
  const { call } = ticket
  const reporter = { userId: ticket.mcpServerUserId, email: ticket.email }
  await writeTogether(em, [
    {
      sql: INSERT_TICKET,
      values: [
        ticket.id,
        organizationId,
        ticket.mcpServerId,
        ticket.reference,
        ticket.title,
        ticket.description,
        ticket.category,
        'open',
        1,
        ticket.origin,
        ticket.mcpServerUserId,
        ticket.mcpServerSessionId,
        ticket.email,
        ticket.context,
        ticket.idempotencyHash,
        ticket.idempotencyFingerprint,
        ticket.createdAt,
        ticket.createdAt,
        call.tool,
        call.errorName,
        call.errorFingerprint,
        call.errorMessage,
        reporterKeyOf(ctx, reporter),
        call.hasCall,
      ],
    },
    {
      sql: INSERT_OPENED,
      values: [newId(), organizationId, ticket.id, 'opened', actor.kind, actor.id, ticket.createdAt],
    },
    queueTicketSql(organizationId, ticket.id),
    publishChangeSql(em, organizationId, { type: 'ticket-opened', reference: ticket.reference }),
  ])
  wakeFollowers(organizationId)
}

const INSERT_TICKET = `insert into support_ticket (id, organization_id, mcp_server_id, reference, title, description, category,
    status, version, origin, mcp_server_user_id, mcp_server_session_id, email, context, idempotency_hash,
    idempotency_fingerprint, created_at, updated_at, tool, error_name, error_fingerprint, error_message, reporter_key, has_call)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
const INSERT_OPENED = `insert into support_ticket_event (id, organization_id, support_ticket_id, type, actor_kind, actor_id, at)
  values (?, ?, ?, ?, ?, ?, ?)`
