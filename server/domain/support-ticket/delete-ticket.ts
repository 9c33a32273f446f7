import type { EntityManager } from '@mikro-orm/sql'
import { deleteRow } from '../../db/change-row.ts'
import { lockRowsOnly } from '../../db/lock-rows-only.ts'
import { writeAuditEntry } from '../audit-log/write-audit-entry.ts'
import type { TenantContext } from '../context.ts'
import { McpServer } from '../mcp-server/mcp-server.entity.ts'
import { allow } from '../policy.ts'
import { queueTicket } from '../ticket-search/search-todo.repository.ts'
import { changeLocked, refuseOtherVersion } from './lock-ticket.ts'
import type { SupportTicket } from './support-ticket.entity.ts'
import { removeHistories } from './ticket-removal.repository.ts'
import { publishChange } from '../publish-change.ts'

/**
 * Deletes a ticket with its history. The audit log keeps its reference, and nothing of what it said. The MCP server, the
 * user and the session that it pointed at stay. Its idempotency record goes with it: the same request sent again opens
 * a new ticket.
 *
 * @param expectedVersion the version the caller saw, so that nobody deletes a change they did not see
 * @throws DomainError `ticket-not-found`, `ticket-changed`, `request-in-progress`
 */
export async function deleteTicket(
  ctx: TenantContext,
  reference: string,
  expectedVersion: number,
): Promise<void> {
  allow(ctx, 'delete tickets')
  const remove = async (em: EntityManager, ticket: SupportTicket) => {
    refuseOtherVersion(ticket, expectedVersion)
    const { slug } = await em.findOneOrFail(McpServer, { id: ticket.mcpServerId })
    const events = await removeHistories(em, ctx.organizationId, [ticket.id])
    await deleteRow(em, ticket)
    await queueTicket(em, ctx.organizationId, ticket.id)
    const details = { server: slug, events }
    writeAuditEntry(em, ctx, { action: 'ticket-deleted', subject: reference, details })
    await publishChange(em, ctx.organizationId, { type: 'ticket-deleted', reference })
  }
  await changeLocked(ctx, reference, remove, { transact: lockRowsOnly })
}
