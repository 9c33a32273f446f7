import { PAGE_SIZE } from '#shared/limits.ts'
import type { TicketFilters, TicketOrder, TicketPageDto, TicketRowDto } from '#shared/support-ticket.ts'
import type { TenantContext } from '../context.ts'
import { McpServerUser } from '../end-user/mcp-server-user.entity.ts'
import { BY_TIME, readPage } from '../keyset-page.ts'
import { findMcpServersById } from '../mcp-server/find-mcp-server.ts'
import type { McpServer } from '../mcp-server/mcp-server.entity.ts'
import { allow } from '../policy.ts'
import { openList } from './open-list.ts'
import { presentCall, presentReporter } from './present-ticket.ts'
import { readQuery } from './read-query.ts'
import { resolveTicketFilters } from './resolve-ticket-filters.ts'
import { searchTickets } from './search-tickets.ts'
import type { Place, TicketListRow } from './ticket-list.repository.ts'

interface ListQuery {
  filters: TicketFilters
  /** Default: `newest`. */
  order?: TicketOrder | undefined
  /** From `older` or `newer` of another page; none is the first page. */
  cursor?: string | undefined
  /** Tickets of a page, up to `PAGE_SIZE`, which is the default. */
  limit?: number | undefined
}

/**
 * One page of the organization's tickets, those of archived servers included.
 *
 * @throws DomainError `validation-failed` for a cursor that is not ours
 */
export async function listTickets(ctx: TenantContext, list: ListQuery): Promise<TicketPageDto> {
  allow(ctx, 'read tickets')
  const { filters, order = 'newest', cursor, limit: size = PAGE_SIZE } = list
  const { filter, user, usersLeftOut } = await resolveTicketFilters(ctx, filters)
  const named = { ...(user && { user }), ...(usersLeftOut && { usersLeftOut }) }
  if (!filter) return { tickets: [], ...named }
  const query = readQuery(filters.query)
  if (query.words.length > 0) {
    const found = await searchTickets(ctx, { words: query.words, filter, order, cursor, size })
    const { rows, searchedTo, isCut, ...cursors } = found
    return {
      tickets: await presentRows(ctx, rows),
      ...named,
      ...cursors,
      ...(searchedTo && { searchedTo: searchedTo.toISOString() }),
      ...(isCut && { prefixTooShort: true }),
    }
  }
  const { read } = await openList(ctx, filter, query.reference)
  const { rows, stoppedAt, ...cursors } = await readPage<TicketListRow, Place>(
    cursor,
    order,
    BY_TIME,
    (towards, from, limit) => read({ towards, from }, limit),
    size,
  )
  return {
    tickets: await presentRows(ctx, rows),
    ...named,
    ...cursors,
    ...(stoppedAt && { searchedTo: stoppedAt.createdAt.toISOString() }),
  }
}

async function presentRows(ctx: TenantContext, rows: TicketListRow[]): Promise<TicketRowDto[]> {
  const servers = await findMcpServersById(
    ctx,
    rows.map(({ mcpServerId }) => mcpServerId),
  )
  const users = await findUsers(ctx, rows)
  return rows.map((row) =>
    presentRow(row, servers.get(row.mcpServerId), users.get(row.mcpServerUserId ?? '')),
  )
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
    ...(row.resolution && { resolution: row.resolution }),
    createdAt: row.createdAt.toISOString(),
    ...(row.isTest && { isTest: true as const }),
    server: { slug: server?.slug ?? '', name: server?.name ?? '' },
    reporter: presentReporter(user, row.email ?? undefined),
    ...presentCall(row),
    ...(row.erasedAt && { erasedAt: row.erasedAt.toISOString() }),
  }
}

function unique<T>(values: T[]): T[] {
  return [...new Set(values)]
}

function byId<Entity extends { id: string }>(entities: Entity[]): Map<string, Entity> {
  return new Map(entities.map((entity) => [entity.id, entity]))
}
