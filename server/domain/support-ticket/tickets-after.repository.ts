import { indexHint } from '../../db/keyset.ts'
import { readTimestamp } from '../../db/read-timestamp.ts'
import type { TenantContext } from '../context.ts'

/** Tickets of the organization with a later time, the newest first. Where that is now, the clock of who opened them is ahead. */
export async function readTicketsAfter(
  { em, organizationId }: TenantContext,
  time: Date,
  limit: number,
): Promise<{ reference: string; createdAt: Date }[]> {
  const rows: { reference: string; created_at: string | number }[] = await em.execute(
    `select reference, created_at from support_ticket ${indexHint(em, 'support_ticket_list')}
     where organization_id = ? and created_at > ? order by created_at desc, id desc limit ?`,
    [organizationId, time, limit],
  )
  return rows.map((row) => ({ reference: row.reference, createdAt: readTimestamp(row.created_at) }))
}
