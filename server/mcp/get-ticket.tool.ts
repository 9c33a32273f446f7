import { referenceSchema, type TicketDto, type TicketEventDto } from '#shared/support-ticket.ts'
import { z } from 'zod'
import { getTicket as readTicket } from '../domain/support-ticket/get-ticket.ts'
import { defineTool, READS } from './tool.ts'

const PARTS = ['arguments', 'result', 'stack', 'trail', 'timeline'] as const
type Part = (typeof PARTS)[number]

/** Events of a timeline: the newest ones. */
const EVENTS = 50

export const getTicket = defineTool(
  {
    name: 'get_ticket',
    title: 'Read a ticket',
    description:
      'Read a ticket: its text, its failing call, and the version that set_ticket_status needs. A call without an error says in its result why it failed.',
    inputSchema: {
      type: 'object',
      properties: {
        reference: { type: 'string', description: 'Such as TK-7F3K-9Q2M' },
        include: {
          type: 'array',
          items: { type: 'string', enum: [...PARTS] },
          description: 'Larger parts; not_included names those that are there',
        },
      },
      required: ['reference'],
    },
    annotations: READS,
  },
  z.strictObject({
    reference: referenceSchema,
    include: z.array(z.enum(PARTS)).max(PARTS.length).default([]),
  }),
  async (ctx, { reference, include }) => {
    const ticket = await readTicket(ctx, reference)
    const parts = new Set(include)
    const left = partsOf(ticket).filter((part) => !parts.has(part))
    return { facts: { ...factsOf(ticket), not_included: left }, reported: reportedOf(ticket, parts) }
  },
)

/** The larger parts that the ticket has. */
function partsOf({ context }: TicketDto): Part[] {
  const { incident, trail = [] } = context ?? {}
  return PARTS.filter((part) => {
    if (part === 'timeline') return true
    if (part === 'trail') return trail.length > 0
    return (part === 'stack' ? incident?.error?.stack : incident?.[part]) !== undefined
  })
}

function factsOf(ticket: TicketDto) {
  return {
    reference: ticket.reference,
    status: ticket.status,
    resolution: ticket.resolution,
    duplicate_of: ticket.duplicateOf,
    version: ticket.version,
    created_at: ticket.createdAt,
    updated_at: ticket.updatedAt,
    server: ticket.server.slug,
    origin: ticket.origin,
    /** Who it was is not needed to fix it. */
    reporter: ticket.reporter.kind,
    erased_at: ticket.erasedAt,
  }
}

function reportedOf(
  { title, description, category, context, traceUrl, events }: TicketDto,
  parts: Set<Part>,
) {
  const { incident, trail, correlation, client, server, sdk, transport } = context ?? {}
  const { arguments: args, result, error, ...call } = incident ?? {}
  return {
    title,
    description,
    category,
    ...(context && { correlation, client, server, sdk, transport }),
    ...(incident && {
      call: {
        ...call,
        error: error && { ...error, stack: parts.has('stack') ? error.stack : undefined },
        arguments: parts.has('arguments') ? args : undefined,
        result: parts.has('result') ? result : undefined,
        trace_url: traceUrl,
      },
    }),
    ...(parts.has('trail') && { trail: trail ?? [] }),
    ...(parts.has('timeline') && { timeline: events.slice(-EVENTS).map(presentEvent) }),
  }
}

function presentEvent({ at, type, actor, from, to, fromText, toText, toDuplicateOf, note }: TicketEventDto) {
  return { at, type, by: actor.name, from, to, fromText, toText, toDuplicateOf, note }
}
