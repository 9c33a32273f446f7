import type { EndUserPageDto } from '#shared/end-user.ts'
import type { TenantContext } from '../context.ts'
import { readKeysetPage } from '../keyset-page.ts'
import { findMcpServerOrArchived } from '../mcp-server/find-mcp-server.ts'
import { allow } from '../policy.ts'
import { listEndUserRows, readActivity } from './end-user-list.repository.ts'
import { presentEndUser } from './present-end-user.ts'

/**
 * One page of an MCP server's users, newest first.
 *
 * @param search part of a name or an address; empty finds everybody
 * @param cursor from `older` or `newer` of another page; none is the first page
 * @throws DomainError `server-not-found`, `validation-failed` (a cursor that is not ours)
 */
export async function listEndUsers(
  ctx: TenantContext,
  slug: string,
  search: string,
  cursor: string | undefined,
): Promise<EndUserPageDto> {
  allow(ctx, 'read end-users')
  const server = await findMcpServerOrArchived(ctx, slug)
  const { rows, ...cursors } = await readKeysetPage(cursor, (from, limit) =>
    listEndUserRows(ctx, { mcpServerId: server.id, search, cursor: from, limit }),
  )
  const ids = rows.map(({ id }) => id)
  const activity = await readActivity(ctx, ids)
  return { users: rows.map((row) => presentEndUser(row, activity.get(row.id))), ...cursors }
}
