import type { Scope } from '#shared/access-token.ts'
import type { Role } from '#shared/organization.ts'
import type { EntityManager } from '@mikro-orm/sql'
import { primaryHint } from '../../db/keyset.ts'
import { readTimestamp } from '../../db/read-timestamp.ts'
import type { Statement } from '../../db/statement.ts'
import type { TenantScope } from '../context.ts'
import type { GrantId } from './grant-id.ts'

/** An agent that is connected, and its person's place in the organization. */
export interface LiveAgent {
  accountId: string
  clientId: string
  role: Role
  scopes: Scope[]
  createdAt: Date
  expiresAt: Date
  lastUsedAt: Date | undefined
}

interface Row {
  account_id: string
  client_id: string
  role: Role
  scopes: string
  created_at: string | number
  expires_at: string | number
  last_used_at: string | number | null
}

/** Finds an agent of the organization, in one statement with the membership of its person as it is now. */
export async function findLiveAgent(
  { em, organizationId, now }: TenantScope,
  agentId: string,
): Promise<LiveAgent | undefined> {
  const rows: Row[] = await em.execute(
    `select g.account_id, g.client_id, m.role, g.scopes, g.created_at, g.expires_at, g.last_used_at
     from connected_agent g
     join membership m on m.organization_id = g.organization_id and m.account_id = g.account_id
       and m.id = g.membership_id
     where g.organization_id = ? and g.id = ? and g.ended_at is null and g.expires_at > ?`,
    [organizationId, agentId, now()],
  )
  const [row] = rows
  return (
    row && {
      accountId: row.account_id,
      clientId: row.client_id,
      role: row.role,
      scopes: row.scopes.split(' ') as Scope[],
      createdAt: readTimestamp(row.created_at),
      expiresAt: readTimestamp(row.expires_at),
      lastUsedAt: row.last_used_at === null ? undefined : readTimestamp(row.last_used_at),
    }
  )
}

/** Notes that an agent is in use, unless it has ended. */
export function touchAgentSql(
  em: EntityManager,
  { organizationId, agentId }: GrantId,
  lastUsedAt: Date,
): Statement {
  return {
    sql: `update connected_agent ${primaryHint(em)} set last_used_at = ?
      where organization_id = ? and id = ? and ended_at is null`,
    values: [lastUsedAt, organizationId, agentId],
    mustChange: true,
  }
}
