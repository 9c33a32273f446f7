import type { TicketEventDto, TicketStatus } from '#shared/support-ticket.ts'
import { readTimestamp } from '../../db/read-timestamp.ts'
import { readAccountNames } from '../account/account.repository.ts'
import type { TenantContext } from '../context.ts'
import type { SupportTicket } from './support-ticket.entity.ts'

/** The MCP server of a ticket, and the user who opened it with their session. */
export interface TicketParties {
  server: { slug: string; name: string }
  /** Where the server's traces are shown. */
  traceTemplate: string | undefined
  user: { id: string; name: string; email: string } | undefined
  session: { clientName: string; clientId: string; createdAt: Date } | undefined
  /** The reference of the ticket that this one repeats. */
  duplicateOf: string | undefined
}

interface PartiesRow {
  slug: string
  server_name: string
  trace_url: string | null
  user_id: string | null
  user_name: string
  user_email: string
  session_id: string | null
  client_name: string
  client_id: string
  session_created_at: string | number
  duplicate_of: string | null
}

/** Finds the server, the user, the session and the original of a ticket in one statement. */
export async function findTicketParties(ctx: TenantContext, ticket: SupportTicket): Promise<TicketParties> {
  const rows: PartiesRow[] = await ctx.em.execute(
    `select s.slug, s.name as server_name, s.trace_url, u.id as user_id, u.name as user_name, u.email as user_email,
            c.id as session_id, c.client_name, c.client_id, c.created_at as session_created_at,
            d.reference as duplicate_of
     from mcp_server s
     left join mcp_server_user u on u.organization_id = s.organization_id and u.id = ?
     left join mcp_server_session c on c.organization_id = s.organization_id and c.id = ?
     left join support_ticket d on d.organization_id = s.organization_id and d.id = ?
     where s.organization_id = ? and s.id = ?`,
    [
      ticket.mcpServerUserId ?? null,
      ticket.mcpServerSessionId ?? null,
      ticket.duplicateOfId ?? null,
      ctx.organizationId,
      ticket.mcpServerId,
    ],
  )
  const [row] = rows
  if (!row) throw new Error('A ticket has no MCP server')
  return {
    server: { slug: row.slug, name: row.server_name },
    traceTemplate: row.trace_url ?? undefined,
    user: row.user_id === null ? undefined : { id: row.user_id, name: row.user_name, email: row.user_email },
    session:
      row.session_id === null
        ? undefined
        : {
            clientName: row.client_name,
            clientId: row.client_id,
            createdAt: readTimestamp(row.session_created_at),
          },
    duplicateOf: row.duplicate_of ?? undefined,
  }
}

/** One row of a ticket's audit trail, with what names the actor. */
export interface TicketEvent {
  id: string
  type: TicketEventDto['type']
  actorKind: TicketEventDto['actor']['kind']
  /** The name of a person; absent for a server key, and when the person was deleted. */
  actorName: string | undefined
  /** The name of the access token through which the person acted. */
  tokenName: string | undefined
  /** The name of the client through which the person acted, if they connected it. */
  clientName: string | undefined
  /** The last characters of a server key. */
  keyHint: string | undefined
  fromStatus: TicketStatus | undefined
  toStatus: TicketStatus | undefined
  fromText: string | undefined
  toText: string | undefined
  fromDuplicateOf: string | undefined
  toDuplicateOf: string | undefined
  operationId: string | undefined
  note: string | undefined
  at: Date
}

interface EventRow {
  id: string
  type: TicketEvent['type']
  actor_kind: TicketEvent['actorKind']
  user_name: string | null
  account_id: string | null
  token_name: string | null
  client_name: string | null
  hint: string | null
  from_status: TicketStatus | null
  to_status: TicketStatus | null
  from_text: string | null
  to_text: string | null
  from_duplicate_of: string | null
  to_duplicate_of: string | null
  operation_id: string | null
  note: string | null
  at: string | number
}

/** A ticket's audit trail, oldest first, with the names of all actors. Accounts may be in another database, so theirs are read apart. */
export async function listTicketEvents(ctx: TenantContext, supportTicketId: string): Promise<TicketEvent[]> {
  const rows: EventRow[] = await ctx.em.execute(
    `select e.id, e.type, e.actor_kind, u.name as user_name,
            case when e.actor_kind = 'account' then e.actor_id else coalesce(t.account_id, g.account_id) end as account_id, t.name as token_name, g.client_name, k.hint,
            e.from_status, e.to_status, e.from_text, e.to_text, e.from_duplicate_of, e.to_duplicate_of,
            e.operation_id, e.note, e.at
     from support_ticket_event e
     left join access_token t
       on e.actor_kind in ('access_token', 'agent') and t.organization_id = e.organization_id and t.id = e.actor_id
     left join connected_agent g
       on e.actor_kind = 'agent' and g.organization_id = e.organization_id and g.id = e.actor_id
     left join mcp_server_user u
       on e.actor_kind = 'end_user' and u.organization_id = e.organization_id and u.id = e.actor_id
     left join server_key k
       on e.actor_kind = 'server_key' and k.organization_id = e.organization_id and k.id = e.actor_id
     where e.organization_id = ? and e.support_ticket_id = ?
     order by e.at, e.id`,
    [ctx.organizationId, supportTicketId],
  )
  const names = await readAccountNames(
    ctx.em,
    rows.flatMap((row) => row.account_id ?? []),
  )
  return rows.map((row) => ({
    id: row.id,
    type: row.type,
    actorKind: row.actor_kind,
    actorName: names.get(row.account_id ?? '') ?? row.user_name ?? undefined,
    tokenName: row.token_name ?? undefined,
    clientName: row.client_name ?? undefined,
    keyHint: row.hint ?? undefined,
    fromStatus: row.from_status ?? undefined,
    toStatus: row.to_status ?? undefined,
    fromText: row.from_text ?? undefined,
    toText: row.to_text ?? undefined,
    fromDuplicateOf: row.from_duplicate_of ?? undefined,
    toDuplicateOf: row.to_duplicate_of ?? undefined,
    operationId: row.operation_id ?? undefined,
    note: row.note ?? undefined,
    at: readTimestamp(row.at),
  }))
}
