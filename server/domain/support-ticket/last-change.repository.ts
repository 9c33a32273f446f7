import type { TicketResolution, TicketStatus } from '#shared/support-ticket.ts'
import type { EntityManager } from '@mikro-orm/sql'
import type { TenantContext } from '../context.ts'

/** The last row of a ticket's history that is about its status. */
interface LastChange {
  id: string
  /** The account of the person, also if a token of theirs did it. */
  accountId: string | undefined
}

/** The last change of each ticket's status. */
export async function readLastChanges(
  { em, organizationId }: { em: EntityManager; organizationId: string },
  supportTicketIds: readonly string[],
): Promise<Map<string, LastChange>> {
  const rows: { id: string; support_ticket_id: string; account_id: string | null }[] = await em.execute(
    `select e.id, e.support_ticket_id,
       case when e.actor_kind = 'account' then e.actor_id else coalesce(t.account_id, g.account_id) end as account_id
     from support_ticket_event e
     left join access_token t
       on e.actor_kind in ('access_token', 'agent') and t.organization_id = e.organization_id and t.id = e.actor_id
     left join connected_agent g
       on e.actor_kind = 'agent' and g.organization_id = e.organization_id and g.id = e.actor_id
     where e.organization_id = ? and e.type = ?
       and e.support_ticket_id in (?)
       and not exists (select 1 from support_ticket_event l
         where l.organization_id = e.organization_id and l.support_ticket_id = e.support_ticket_id
           and l.type = e.type and (l.at > e.at or (l.at = e.at and l.id > e.id)))`,
    [organizationId, 'status_changed', supportTicketIds],
  )
  return new Map(
    rows.map((row) => [row.support_ticket_id, { id: row.id, accountId: row.account_id ?? undefined }]),
  )
}

/** One change of an operation: which ticket, and what it was before. */
export interface OperationChange {
  id: string
  supportTicketId: string
  reference: string
  fromStatus: TicketStatus
  fromResolution: TicketResolution | undefined
  fromDuplicateOf: string | undefined
}

interface ChangeRow {
  id: string
  support_ticket_id: string
  reference: string
  from_status: TicketStatus
  from_text: TicketResolution | null
  from_duplicate_of: string | null
}

/** The next changes of an operation. @param after the id of the last one that is known */
export async function listOperationChanges(
  ctx: TenantContext,
  operation: string,
  after: string | undefined,
  limit: number,
): Promise<OperationChange[]> {
  const rows: ChangeRow[] = await ctx.em.execute(
    `select e.id, e.support_ticket_id, t.reference, e.from_status, e.from_text, e.from_duplicate_of
     from support_ticket_event e
     join support_ticket t on t.organization_id = e.organization_id and t.id = e.support_ticket_id
     where e.organization_id = ? and e.operation_id = ? and e.id > ? order by e.id limit ?`,
    [ctx.organizationId, operation, after ?? '', limit],
  )
  return rows.map((row) => ({
    id: row.id,
    supportTicketId: row.support_ticket_id,
    reference: row.reference,
    fromStatus: row.from_status,
    fromResolution: row.from_text ?? undefined,
    fromDuplicateOf: row.from_duplicate_of ?? undefined,
  }))
}
