import { COUNT_CAP, type TicketStatus } from '#shared/support-ticket.ts'
import type { EntityManager } from '@mikro-orm/sql'
import { ALL_TENANTS } from '../../db/all-tenants.ts'
import { indexHint } from '../../db/keyset.ts'
import { readByKey } from '../../db/read-by-key.ts'

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

/** Ids of the oldest tickets of a server that were opened before a time. */
export async function findOpenedBefore(
  { em, organizationId }: Tenant,
  mcpServerId: string,
  before: Date,
  limit: number,
): Promise<string[]> {
  const rows: { id: string }[] = await em.execute(
    `select id ${fromTickets(em)} order by created_at, id limit ?`,
    [organizationId, mcpServerId, before, limit],
  )
  return rows.map(({ id }) => id)
}

function fromTickets(em: EntityManager): string {
  const index = indexHint(em, 'support_ticket_list_server')
  return `from support_ticket ${index} where organization_id = ? and mcp_server_id = ? and created_at < ?`
}
