import type { TicketStatus } from '#shared/support-ticket.ts'
import { indexHint } from '../../db/keyset.ts'
import type { TenantContext } from '../context.ts'
import { whereFiltered } from './ticket-list.repository.ts'
import type { TicketFilter } from './ticket-scans.ts'

/** Counts those of some tickets that fulfil a filter, by status. */
export async function countNamed(
  ctx: TenantContext,
  references: readonly string[],
  filter: TicketFilter,
): Promise<{ status: TicketStatus; count: number }[]> {
  if (references.length === 0) return []
  const { where, values } = whereFiltered(ctx, { sql: 'reference in (?)', values: [references] }, filter)
  return ctx.em.execute(
    `select status, count(*) as count from support_ticket ${indexHint(ctx.em, 'support_ticket_reference_unique')}
     where ${where} group by status`,
    values,
  )
}
