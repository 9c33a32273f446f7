import type { EntityManager } from '@mikro-orm/sql'
import { ALL_TENANTS } from '../../db/all-tenants.ts'
import { readTimestamp } from '../../db/read-timestamp.ts'
import type { TenantScope } from '../context.ts'

type Tenant = Pick<TenantScope, 'em' | 'organizationId'>

/** An MCP server whose users' sessions are over that were opened until a moment. */
export interface ServerWithOldSessions {
  organizationId: string
  mcpServerId: string
  sessionsEndedAt: Date
}

/** Finds servers whose old sessions ended before a time, of all tenants. What one statement does not find, a later one does. */
export async function findServersWithOldSessions(
  em: EntityManager,
  before: Date,
): Promise<ServerWithOldSessions[]> {
  const rows: { organization_id: string; id: string; sessions_ended_at: string | number }[] =
    await em.execute(
      `select ${ALL_TENANTS} organization_id, id, sessions_ended_at from mcp_server
       where sessions_ended_at <= ? limit 1000`,
      [before],
    )
  return rows.map((row) => ({
    organizationId: row.organization_id,
    mcpServerId: row.id,
    sessionsEndedAt: readTimestamp(row.sessions_ended_at),
  }))
}

/** Notes that all old sessions of a server are revoked, unless more have ended since. */
export async function forgetOldSessions({
  em,
  organizationId,
  mcpServerId,
  sessionsEndedAt,
}: Tenant & ServerWithOldSessions): Promise<void> {
  await em.execute(
    'update mcp_server set sessions_ended_at = null where organization_id = ? and id = ? and sessions_ended_at = ?',
    [organizationId, mcpServerId, sessionsEndedAt],
  )
}
