import type { TicketStatus } from '#shared/support-ticket.ts'
import { indexHint } from '../../db/keyset.ts'
import type { TenantContext } from '../context.ts'
import { timeConditions } from './ticket-list.repository.ts'
import { conditionsOf, type TicketFilter } from './ticket-scans.ts'

/** Counts those of some tickets that fulfil a filter, by status. */
export async function countNamed(
  ctx: TenantContext,
  references: readonly string[],
  filter: TicketFilter,
): Promise<{ status: TicketStatus; count: number }[]> {
  if (references.length === 0) return []
  const conditions = [...conditionsOf(filter), ...timeConditions(filter, { towards: 'older' })]
  const own = ['organization_id = ?', 'reference in (?)']
  return ctx.em.execute(
    `select status, count(*) as count from support_ticket ${indexHint(ctx.em, 'support_ticket_reference_unique')}
     where ${[...own, ...conditions.map(({ sql }) => sql)].join(' and ')} group by status`,
    [ctx.organizationId, references, ...conditions.flatMap(({ values }) => values)],
  )
}
