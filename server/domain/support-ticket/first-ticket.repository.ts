import { indexHint } from '../../db/keyset.ts'
import { readTimestamp } from '../../db/read-timestamp.ts'
import type { TenantContext } from '../context.ts'

interface FirstTicket {
  reference: string
  createdAt: Date
  isTest: boolean
}

/** The first ticket of a server. A test is the first one only while there is no other. */
export async function findFirstTicket(
  ctx: TenantContext,
  mcpServerId: string,
): Promise<FirstTicket | undefined> {
  return (await find(ctx, mcpServerId, '<>')) ?? (await find(ctx, mcpServerId, '='))
}

async function find(
  { em, organizationId }: TenantContext,
  mcpServerId: string,
  sign: '=' | '<>',
): Promise<FirstTicket | undefined> {
  const rows: { reference: string; created_at: string | number }[] = await em.execute(
    `select reference, created_at from support_ticket ${indexHint(em, 'support_ticket_list_server')}
     where organization_id = ? and mcp_server_id = ? and origin ${sign} ? order by created_at, id limit 1`,
    [organizationId, mcpServerId, 'test'],
  )
  const row = rows[0]
  return row && { reference: row.reference, createdAt: readTimestamp(row.created_at), isTest: sign === '=' }
}
