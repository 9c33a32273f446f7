import type { TicketContext } from '#sdk/wire/ticket-context.ts'
import type { TicketEventDto, TicketStatus } from '#shared/support-ticket.ts'
import { newId } from '../../db/column-types.ts'
import { indexHint, type KeysetCursor, keysetSql } from '../../db/keyset.ts'
import { readTimestamp } from '../../db/read-timestamp.ts'
import type { TenantContext } from '../context.ts'

/** A ticket as lists need it: without its description and its context, which are large. */
export interface TicketListRow {
  id: string
  reference: string
  title: string
  category: string
  status: TicketStatus
  email: string | null
  createdAt: Date
  mcpServerId: string
  mcpServerUserId: string | null
}

export interface TicketListQuery {
  status?: TicketStatus | undefined
  category?: string | undefined
  mcpServerId?: string | undefined
  mcpServerUserId?: string | undefined
  cursor?: KeysetCursor | undefined
  limit: number
}

interface Row {
  id: string
  reference: string
  title: string
  category: string
  status: TicketStatus
  email: string | null
  created_at: string | number
  mcp_server_id: string
  mcp_server_user_id: string | null
}

/** Reads one page in the cursor's direction; without a cursor, newest first. */
export async function listTicketRows(ctx: TenantContext, query: TicketListQuery): Promise<TicketListRow[]> {
  const { sql, parameters } = ticketListSql(ctx, query)
  const rows: Row[] = await ctx.em.execute(sql, parameters)
  return rows.map((row) => ({
    id: row.id,
    reference: row.reference,
    title: row.title,
    category: row.category,
    status: row.status,
    email: row.email,
    createdAt: readTimestamp(row.created_at),
    mcpServerId: row.mcp_server_id,
    mcpServerUserId: row.mcp_server_user_id,
  }))
}

/** The statement of one page. It is apart from its execution so that a test can check its plan. */
export function ticketListSql(
  ctx: TenantContext,
  query: TicketListQuery,
): { sql: string; parameters: unknown[] } {
  const { status, category, mcpServerId, mcpServerUserId, cursor } = query
  const keyset = keysetSql(cursor)
  const conditions = ['organization_id = ?']
  const parameters: unknown[] = [ctx.organizationId]
  const where = (condition: string, ...values: unknown[]) => {
    conditions.push(condition)
    parameters.push(...values)
  }
  if (mcpServerUserId) where('mcp_server_user_id = ?', mcpServerUserId)
  if (mcpServerId) where('mcp_server_id = ?', mcpServerId)
  if (status) where('status = ?', status)
  if (category) where('category = ?', category)
  where(keyset.condition, ...keyset.parameters)
  const sql = `select id, reference, title, category, status, email, created_at, mcp_server_id, mcp_server_user_id
     from support_ticket ${indexHint(ctx.em, listIndex(query))} where ${conditions.join(' and ')}
     ${keyset.orderBy} limit ?`
  return { sql, parameters: [...parameters, query.limit] }
}

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

/** A ticket as `openTicket` writes it. */
export interface NewTicketRow {
  id: string
  mcpServerId: string
  reference: string
  title: string
  description: string
  category: string
  origin: 'sdk' | 'dashboard'
  mcpServerUserId: string | null
  mcpServerSessionId: string | null
  email: string | null
  context: TicketContext | null
  idempotencyHash: Buffer | null
  idempotencyFingerprint: Buffer | null
  createdAt: Date
}

/**
 * Writes a new ticket and the first row of its history in one transaction. It is SQL, because the ORM's unit of work takes
 * from a third to a half of the CPU time of a ticket.
 *
 * @param actor who opened it
 */
export async function insertTicket(
  { em, organizationId }: TenantContext,
  ticket: NewTicketRow,
  actor: { kind: TicketEventDto['actor']['kind']; id: string },
): Promise<void> {
  // Without the manager's own transaction, which forks the manager. The driver gives errors their class.
  const driver = em.getDriver()
  await em.getConnection().transactional(async (transaction) => {
    await driver.execute(
      INSERT_TICKET,
      [
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
      ],
      'run',
      transaction,
    )
    await driver.execute(
      INSERT_OPENED,
      [newId(), organizationId, ticket.id, 'opened', actor.kind, actor.id, ticket.createdAt],
      'run',
      transaction,
    )
  })
}

const INSERT_TICKET = `insert into support_ticket (id, organization_id, mcp_server_id, reference, title, description, category,
    status, version, origin, mcp_server_user_id, mcp_server_session_id, email, context, idempotency_hash,
    idempotency_fingerprint, created_at, updated_at)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
const INSERT_OPENED = `insert into support_ticket_event (id, organization_id, support_ticket_id, type, actor_kind, actor_id, at)
  values (?, ?, ?, ?, ?, ?, ?)`

/** Counts an organization's tickets in a status, or those of one MCP server, up to `cap`. */
export async function countTickets(
  ctx: TenantContext,
  status: TicketStatus,
  cap: number,
  mcpServerId?: string,
): Promise<number> {
  const ofServer = mcpServerId === undefined ? [] : [mcpServerId]
  const rows: { count: number }[] = await ctx.em.execute(
    `select count(*) as count from (select 1 from support_ticket ${indexHint(ctx.em, listIndex({ status, mcpServerId }))}
     where organization_id = ? and status = ? ${mcpServerId === undefined ? '' : 'and mcp_server_id = ?'} limit ?) as capped`,
    [ctx.organizationId, status, ...ofServer, cap],
  )
  return rows[0]?.count ?? 0
}

function listIndex({
  status,
  category,
  mcpServerId,
  mcpServerUserId,
}: Omit<TicketListQuery, 'limit'>): string {
  // A user's tickets are few: the other filters are looked up among them.
  if (mcpServerUserId) return 'support_ticket_list_user'
  const filters = [mcpServerId && 'server', status && 'status', category && 'category'].filter(Boolean)
  return ['support_ticket_list', ...filters].join('_')
}
