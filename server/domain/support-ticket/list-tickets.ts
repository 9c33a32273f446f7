import type { TicketFilters, TicketPageDto, TicketRowDto } from '#shared/support-ticket.ts'
import type { TenantContext } from '../context.ts'
import { McpServerUser } from '../end-user/mcp-server-user.entity.ts'
import { readKeysetPage } from '../keyset-page.ts'
import { McpServer } from '../mcp-server/mcp-server.entity.ts'
import { allow } from '../policy.ts'
import { presentReporter } from './present-ticket.ts'
import { listTicketRows, type TicketListRow } from './support-ticket.repository.ts'

/**
 * One page of the organization's tickets, newest first, those of archived servers included.
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
  const servers = await findServers(ctx, rows)
  const users = await findUsers(ctx, rows)
  const tickets = rows.map((row) =>
    presentRow(row, servers.get(row.mcpServerId), users.get(row.mcpServerUserId ?? '')),
  )
  return { tickets, ...named, ...cursors }
}

async function findServers({ em }: TenantContext, rows: TicketListRow[]): Promise<Map<string, McpServer>> {
  const ids = unique(rows.map((row) => row.mcpServerId))
  return byId(ids.length > 0 ? await em.find(McpServer, { id: { $in: ids } }) : [])
}

async function findUsers({ em }: TenantContext, rows: TicketListRow[]): Promise<Map<string, McpServerUser>> {
  const ids = unique(rows.flatMap((row) => row.mcpServerUserId ?? []))
  return byId(ids.length > 0 ? await em.find(McpServerUser, { id: { $in: ids } }) : [])
}

function presentRow(
  row: TicketListRow,
  server: McpServer | undefined,
  user: McpServerUser | undefined,
): TicketRowDto {
  return {
    reference: row.reference,
    title: row.title,
    category: row.category,
    status: row.status,
    createdAt: row.createdAt.toISOString(),
    server: { slug: server?.slug ?? '', name: server?.name ?? '' },
    reporter: presentReporter(user, row.email ?? undefined),
  }
}

function unique<T>(values: T[]): T[] {
  return [...new Set(values)]
}

function byId<Entity extends { id: string }>(entities: Entity[]): Map<string, Entity> {
  return new Map(entities.map((entity) => [entity.id, entity]))
}
