import type { TicketCorrections, TicketDto } from '#shared/support-ticket.ts'
import type { EntityManager } from '@mikro-orm/sql'
import type { TenantContext } from '../context.ts'
import { McpServer } from '../mcp-server/mcp-server.entity.ts'
import { presentSupportTool } from '../mcp-server/present-mcp-server.ts'
import { allow } from '../policy.ts'
import { changeTicket } from './change-ticket.ts'
import { changeLocked, refuseOtherVersion } from './lock-ticket.ts'
import { readTicketDetails } from './read-ticket-details.ts'
import { refuseFullHistory } from './refuse-full-history.ts'
import { refuseUnknownCategory } from './refuse-unknown-category.ts'
import { SupportTicketEvent } from './support-ticket-event.entity.ts'
import type { SupportTicket } from './support-ticket.entity.ts'
import { publishChange } from '../publish-change.ts'

/**
 * Corrects the title and the category of a ticket. The history keeps the old values. The values that the ticket has
 * already are a no-op without an event. What the reporter sent is not forgotten: a replay of it still finds the ticket.
 *
 * @param corrections a field that is absent stays as it is
 * @param expectedVersion the version the caller saw, so that nobody overwrites a change they did not see
 * @throws DomainError `ticket-not-found`, `ticket-changed`, `history-full`, `validation-failed` (a category that the MCP
 *   server does not have now), `request-in-progress`
 */
export async function correctTicket(
  ctx: TenantContext,
  reference: string,
  corrections: TicketCorrections,
  expectedVersion: number,
): Promise<TicketDto> {
  allow(ctx, 'work tickets')
  const ticket = await changeLocked(ctx, reference, async (em, ticket) => {
    const { title = ticket.title, category = ticket.category } = corrections
    const changes = [
      { type: 'title_changed', from: ticket.title, to: title },
      { type: 'category_changed', from: ticket.category, to: category },
    ] as const
    const made = changes.filter(({ from, to }) => from !== to)
    if (made.length === 0) return ticket
    refuseOtherVersion(ticket, expectedVersion)
    await refuseFullHistory(em, ticket)
    if (category !== ticket.category) refuseUnknownCategory(category, await readCategories(em, ticket))
    const at = ctx.now()
    for (const { type, from, to } of made) {
      em.create(SupportTicketEvent, {
        organizationId: ctx.organizationId,
        supportTicketId: ticket.id,
        type,
        actorKind: ctx.actor.kind,
        actorId: ctx.actor.id,
        fromText: from,
        toText: to,
        at,
      })
    }
    await changeTicket(em, ticket, { title, category, updatedAt: at })
    await publishChange(em, ctx.organizationId, { type: 'ticket-changed', reference })
    return ticket
  })
  return readTicketDetails(ctx, ticket)
}

/** The categories of the ticket's MCP server now, also if it is archived. */
async function readCategories(em: EntityManager, { mcpServerId }: SupportTicket): Promise<readonly string[]> {
  return presentSupportTool(await em.findOneOrFail(McpServer, { id: mcpServerId })).categories
}
