import type { TicketStatus } from '#shared/support-ticket.ts'
import { readTimestamp } from '../../db/read-timestamp.ts'
import type { TenantContext } from '../context.ts'
import type { TicketCursor } from './ticket-cursor.ts'

/** A ticket as lists need it: without its description and its context, which are big. */
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
  cursor?: TicketCursor | undefined
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

/** Reads one page by keyset, in the cursor's direction (newest first without one). */
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

/** The statement of one page, apart from its execution so that a test can look at its plan. */
export function ticketListSql(
  ctx: TenantContext,
  query: TicketListQuery,
): { sql: string; parameters: unknown[] } {
  const { status, category, mcpServerId, cursor } = query
  const conditions = ['organization_id = ?']
  const parameters: unknown[] = [ctx.organizationId]
  const where = (condition: string, ...values: unknown[]) => {
    conditions.push(condition)
    parameters.push(...values)
  }
  if (mcpServerId) where('mcp_server_id = ?', mcpServerId)
  if (status) where('status = ?', status)
  if (category) where('category = ?', category)
  const newer = cursor?.towards === 'newer'
  if (cursor) {
    const beyond = newer ? '>' : '<'
    // The redundant first half lets both databases use the index as a range.
    where(
      `created_at ${beyond}= ? and (created_at ${beyond} ? or id ${beyond} ?)`,
      cursor.createdAt,
      cursor.createdAt,
      cursor.id,
    )
  }
  const order = newer ? 'asc' : 'desc'
  const sql = `select id, reference, title, category, status, email, created_at, mcp_server_id, mcp_server_user_id
     from support_ticket ${indexHint(ctx, listIndex(query))} where ${conditions.join(' and ')}
     order by created_at ${order}, id ${order} limit ?`
  return { sql, parameters: [...parameters, query.limit] }
}

/** The ticket that an earlier request with this idempotency hash made. Every new ticket asks, mostly in vain. */
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

/** Counts an organization's tickets in a status, up to `cap`. */
export async function countTickets(ctx: TenantContext, status: TicketStatus, cap: number): Promise<number> {
  const rows: { count: number }[] = await ctx.em.execute(
    `select count(*) as count from (select 1 from support_ticket ${indexHint(ctx, 'support_ticket_list_status')}
     where organization_id = ? and status = ? limit ?) as capped`,
    [ctx.organizationId, status, cap],
  )
  return rows[0]?.count ?? 0
}

function listIndex({ status, category, mcpServerId }: TicketListQuery): string {
  if (mcpServerId) return status ? 'support_ticket_list_server_status' : 'support_ticket_list_server'
  const filters = [status && 'status', category && 'category'].filter(Boolean)
  return ['support_ticket_list', ...filters].join('_')
}

/**
 * MariaDB picks the wrong index for a page in the middle of a big tenant (558 ms instead of 0.3), so the index is
 * named, in each database's own words.
 */
function indexHint({ em }: TenantContext, index: string): string {
  const embedded = em.getPlatform().constructor.name === 'SqlitePlatform'
  return embedded ? `indexed by ${index}` : `force index (${index})`
}
