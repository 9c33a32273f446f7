import {
  PAGE_SIZE,
  type TicketFilters,
  type TicketPageDto,
  type TicketRowDto,
} from '#shared/support-ticket.ts'
import type { TenantContext } from '../context.ts'
import { McpServerUser } from '../end-user/mcp-server-user.entity.ts'
import { McpServer } from '../mcp-server/mcp-server.entity.ts'
import { allow } from '../organization/organization.policy.ts'
import { presentReporter } from './present-ticket.ts'
import { listTicketRows, type TicketListRow } from './support-ticket.repository.ts'
import { decodeCursor, encodeCursor } from './ticket-cursor.ts'

/**
 * One page of the organization's tickets, newest first, archived servers' included.
 *
 * @param cursor from `older` or `newer` of another page; none is the first page
 * @throws DomainError `validation-failed` for a cursor that is not ours
 */
export async function listTickets(
  ctx: TenantContext,
  filters: TicketFilters,
  cursor: string | undefined,
): Promise<TicketPageDto> {
  allow(ctx, 'read tickets')
  const from = cursor === undefined ? undefined : decodeCursor(cursor)
  const server = filters.server && (await ctx.em.findOne(McpServer, { slug: filters.server }))
  if (filters.server && !server) return { tickets: [] }

  const found = await listTicketRows(ctx, {
    status: filters.status,
    category: filters.category,
    mcpServerId: server ? server.id : undefined,
    cursor: from,
    limit: PAGE_SIZE + 1,
  })
  const more = found.length > PAGE_SIZE
  // Back at the top: a full first page, not the few rows that came since.
  if (from?.towards === 'newer' && !more) return listTickets(ctx, filters, undefined)
  const page = found.slice(0, PAGE_SIZE)
  if (from?.towards === 'newer') page.reverse()

  const first = page[0]
  const last = page.at(-1)
  const hasOlder = from?.towards === 'newer' || more
  return {
    tickets: await presentRows(ctx, page),
    ...(last && hasOlder && { older: encodeCursor({ ...last, towards: 'older' }) }),
    ...(first && from && { newer: encodeCursor({ ...first, towards: 'newer' }) }),
  }
}

async function presentRows({ em }: TenantContext, rows: TicketListRow[]): Promise<TicketRowDto[]> {
  const servers = await em.find(McpServer, { id: { $in: unique(rows.map((row) => row.mcpServerId)) } })
  const userIds = unique(rows.flatMap((row) => row.mcpServerUserId ?? []))
  const users = userIds.length > 0 ? await em.find(McpServerUser, { id: { $in: userIds } }) : []
  const serverOf = new Map(servers.map((server) => [server.id, { slug: server.slug, name: server.name }]))
  const userOf = new Map(users.map((user) => [user.id, user]))
  return rows.map((row) => ({
    reference: row.reference,
    title: row.title,
    category: row.category,
    status: row.status,
    createdAt: row.createdAt.toISOString(),
    server: serverOf.get(row.mcpServerId) ?? { slug: '', name: '' },
    reporter: presentReporter(userOf.get(row.mcpServerUserId ?? ''), row.email ?? undefined),
  }))
}

function unique<T>(values: T[]): T[] {
  return [...new Set(values)]
}
