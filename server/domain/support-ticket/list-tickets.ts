import type { TicketFilters, TicketPageDto, TicketRowDto } from '#shared/support-ticket.ts'
import type { TenantContext } from '../context.ts'
import { McpServerUser } from '../end-user/mcp-server-user.entity.ts'
import { readKeysetPage } from '../keyset-page.ts'
import { McpServer } from '../mcp-server/mcp-server.entity.ts'
import { allow } from '../policy.ts'
import { presentReporter } from './present-ticket.ts'
import { listTicketRows, type TicketListRow } from './support-ticket.repository.ts'

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
  const server = filters.server && (await ctx.em.findOne(McpServer, { slug: filters.server }))
  const user = filters.user && (await ctx.em.findOne(McpServerUser, { id: filters.user }))
  const named = user ? { user: { name: user.name } } : {}
  if ((filters.server && !server) || (filters.user && !user)) return { tickets: [], ...named }

  const { rows, ...cursors } = await readKeysetPage(cursor, (from, limit) =>
    listTicketRows(ctx, {
      status: filters.status,
      category: filters.category,
      mcpServerId: server ? server.id : undefined,
      mcpServerUserId: user ? user.id : undefined,
      cursor: from,
      limit,
    }),
  )
  return { tickets: await presentRows(ctx, rows), ...named, ...cursors }
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
