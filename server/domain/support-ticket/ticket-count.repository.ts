import type { TicketStatus } from '#shared/support-ticket.ts'
import type { TenantContext } from '../context.ts'

/** Counts tickets by status. */
export async function countNamed(
  ctx: TenantContext,
  references: readonly string[],
): Promise<{ status: TicketStatus; count: number }[]> {
  if (references.length === 0) return []
  return ctx.em.execute(
    `select status, count(*) as count from support_ticket
     where organization_id = ? and reference in (?) group by status`,
    [ctx.organizationId, references],
  )
}
