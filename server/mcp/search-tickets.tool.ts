import {
  referenceSchema,
  TICKET_STATUSES,
  type TicketFilters,
  ticketFilters,
} from '#shared/support-ticket.ts'
import { z } from 'zod'
import type { TenantContext } from '../domain/context.ts'
import { findMcpServerOrArchived } from '../domain/mcp-server/find-mcp-server.ts'
import { getTicket } from '../domain/support-ticket/get-ticket.ts'
import { listTickets } from '../domain/support-ticket/list-tickets.ts'
import { readCursor, writeCursor } from './page-cursor.ts'
import { defineTool, READS } from './tool.ts'

const ROWS = { default: 10, max: 50 } as const

const { query, server, tool, since } = ticketFilters.shape
const input = z.strictObject({
  query,
  status: z.enum(TICKET_STATUSES).optional(),
  server,
  tool,
  has_error: z.boolean().optional(),
  similar_to: referenceSchema.optional(),
  since,
  cursor: z.string().max(200).optional(),
  limit: z.int().min(1).max(ROWS.max).default(ROWS.default),
})
type Input = z.output<typeof input>

export const searchTickets = defineTool(
  {
    name: 'search_tickets',
    title: 'Search tickets',
    description:
      'Find support tickets, newest first. Rows have no title and no text: read those with get_ticket.',
    inputSchema: {
      type: 'object',
      properties: {
        query: { type: 'string', description: 'Words, or a reference' },
        status: { type: 'string', enum: [...TICKET_STATUSES] },
        server: { type: 'string', description: 'Slug of list_servers' },
        tool: { type: 'string' },
        has_error: { type: 'boolean', description: 'A failing call is attached' },
        similar_to: { type: 'string', description: 'Reference of a ticket with the same failure' },
        since: { type: 'string', format: 'date-time', description: 'Created then or later' },
        cursor: {
          type: 'string',
          description:
            'next_cursor of the page before. Where it says searched_back_to, older tickets are not searched yet',
        },
        limit: { type: 'integer', maximum: ROWS.max, default: ROWS.default },
      },
    },
    annotations: READS,
  },
  input,
  async (ctx, { cursor, limit, ...asked }) => {
    // Of one organization and one query only; the number of rows may differ.
    const bound = [ctx.organizationId, asked]
    const filters = await readFilters(ctx, asked)
    const page = await listTickets(ctx, {
      filters,
      limit,
      cursor: cursor === undefined ? undefined : readCursor(cursor, bound),
    })
    // Refuses a name that a model made up. An empty page would tell it that there are no tickets.
    if (page.tickets.length === 0 && asked.server !== undefined)
      await findMcpServerOrArchived(ctx, asked.server)
    const called = page.tickets.filter((ticket) => ticket.tool ?? ticket.error)
    return {
      facts: {
        tickets: page.tickets.map((ticket) => ({
          reference: ticket.reference,
          status: ticket.status,
          ...(ticket.resolution && { resolution: ticket.resolution }),
          created_at: ticket.createdAt,
          server: ticket.server.slug,
          ...(ticket.isTest && { is_test: true }),
        })),
        ...(page.older && { next_cursor: writeCursor(page.older, bound) }),
        ...(page.searchedTo && { searched_back_to: page.searchedTo }),
        // Too many words begin with the last one.
        ...(page.prefixTooShort && { whole_words_only: true }),
      },
      ...(called.length > 0 && {
        reported: Object.fromEntries(
          called.map(({ reference, tool: name, error }) => [reference, { tool: name, error }]),
        ),
      }),
    }
  },
)

async function readFilters(
  ctx: TenantContext,
  { has_error: hasCall, similar_to: similar, ...same }: Omit<Input, 'cursor' | 'limit'>,
): Promise<TicketFilters> {
  const filters = { ...same, ...(hasCall !== undefined && { hasCall }) }
  if (similar === undefined) return filters
  const { fingerprint, reference } = await getTicket(ctx, similar)
  // A ticket without a failing call is like itself alone.
  return fingerprint === undefined ? { ...filters, query: reference } : { ...filters, fingerprint }
}
