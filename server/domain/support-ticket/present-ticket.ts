import type { ReporterDto, TicketDto, TicketEventDto, TicketSessionDto } from '#shared/support-ticket.ts'
import { Account } from '../account/account.entity.ts'
import type { TenantContext } from '../context.ts'
import { McpServerSession } from '../end-user/mcp-server-session.entity.ts'
import { McpServerUser } from '../end-user/mcp-server-user.entity.ts'
import { presentClient } from '../end-user/present-end-user.ts'
import { McpServer } from '../mcp-server/mcp-server.entity.ts'
import { ServerKey } from '../mcp-server/server-key.entity.ts'
import { SupportTicketEvent } from './support-ticket-event.entity.ts'
import type { SupportTicket } from './support-ticket.entity.ts'

export async function presentTicket(ctx: TenantContext, ticket: SupportTicket): Promise<TicketDto> {
  const { em } = ctx
  const server = await em.findOneOrFail(McpServer, { id: ticket.mcpServerId })
  const user = ticket.mcpServerUserId && (await em.findOne(McpServerUser, { id: ticket.mcpServerUserId }))
  const session =
    ticket.mcpServerSessionId && (await em.findOne(McpServerSession, { id: ticket.mcpServerSessionId }))
  return {
    reference: ticket.reference,
    title: ticket.title,
    description: ticket.description,
    category: ticket.category,
    status: ticket.status,
    version: ticket.version,
    origin: ticket.origin,
    createdAt: ticket.createdAt.toISOString(),
    updatedAt: ticket.updatedAt.toISOString(),
    server: { slug: server.slug, name: server.name },
    reporter: presentReporter(user || undefined, ticket.email ?? undefined),
    ...(session && { session: presentSession(session) }),
    ...(ticket.context && { context: ticket.context }),
    events: await presentEvents(ctx, ticket.id),
  }
}

export function presentReporter(
  user: { id: string; name: string; email: string } | undefined,
  email: string | undefined,
): ReporterDto {
  if (user) return { kind: 'user', id: user.id, name: user.name, email: user.email }
  return email ? { kind: 'email', email } : { kind: 'none' }
}

function presentSession(session: McpServerSession): TicketSessionDto {
  return { ...presentClient(session), signedInAt: session.createdAt.toISOString() }
}

async function presentEvents({ em }: TenantContext, supportTicketId: string): Promise<TicketEventDto[]> {
  const events = await em.find(SupportTicketEvent, { supportTicketId }, { orderBy: { at: 'asc', id: 'asc' } })
  const actors = (kind: SupportTicketEvent['actorKind']) => ({
    id: { $in: events.flatMap((event) => (event.actorKind === kind ? [event.actorId] : [])) },
  })
  const names = new Map<string, string>()
  for (const account of await em.find(Account, actors('account'))) names.set(account.id, account.name)
  for (const user of await em.find(McpServerUser, actors('end_user'))) names.set(user.id, user.name)
  for (const key of await em.find(ServerKey, actors('server_key')))
    names.set(key.id, `Server key …${key.hint}`)
  return events.map((event) => ({
    id: event.id,
    type: event.type,
    actor: { kind: event.actorKind, name: names.get(event.actorId) ?? 'Somebody' },
    at: event.at.toISOString(),
    ...(event.fromStatus && { from: event.fromStatus }),
    ...(event.toStatus && { to: event.toStatus }),
  }))
}
