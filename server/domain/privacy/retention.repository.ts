import { COUNT_CAP, type TicketStatus } from '#shared/support-ticket.ts'
import type { EntityManager } from '@mikro-orm/sql'
import { ALL_TENANTS } from '../../db/all-tenants.ts'
import { indexHint } from '../../db/keyset.ts'
import { readByKey } from '../../db/read-by-key.ts'
import { readTimestamp } from '../../db/read-timestamp.ts'

interface Tenant {
  em: EntityManager
  organizationId: string
}

/** Every MCP server that keeps its tickets for some days only, archived ones included. */
export function listServersWithRetention(
  em: EntityManager,
): AsyncGenerator<{ organization_id: string; id: string }> {
  return readByKey(
    em,
    'id',
    `select ${ALL_TENANTS} organization_id, id from mcp_server where retention_days is not null and id > ?`,
  )
}

/** Counts the tickets of a server that were opened before a time, by status, up to `COUNT_CAP` in all. */
export async function countOpenedBefore(
  { em, organizationId }: Tenant,
  mcpServerId: string,
  before: Date,
): Promise<{ status: TicketStatus; count: number }[]> {
  return em.execute(
    `select status, count(*) as count from
       (select status ${fromTickets(em)} limit ?) as capped group by status`,
    [organizationId, mcpServerId, before, COUNT_CAP],
  )
}

/** A ticket that is old enough to be deleted. */
export interface OldTicket {
  id: string
  openedAt: Date
}

/** The oldest tickets of a server that were opened before a time, or of those after another one. */
export async function findOpenedBefore(
  { em, organizationId }: Tenant,
  mcpServerId: string,
  [after, before]: [OldTicket | undefined, Date],
  limit: number,
): Promise<OldTicket[]> {
  const later = after ? 'and created_at >= ? and (created_at > ? or id > ?)' : ''
  const place = after ? [after.openedAt, after.openedAt, after.id] : []
  const rows: { id: string; created_at: string | number }[] = await em.execute(
    `select id, created_at ${fromTickets(em)} ${later} order by created_at, id limit ?`,
    [organizationId, mcpServerId, before, ...place, limit],
  )
  return rows.map((row) => ({ id: row.id, openedAt: readTimestamp(row.created_at) }))
}

function fromTickets(em: EntityManager): string {
  const index = indexHint(em, 'support_ticket_list_server')
  return `from support_ticket ${index} where organization_id = ? and mcp_server_id = ? and created_at < ?`
}
