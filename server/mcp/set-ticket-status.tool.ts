import {
  referenceSchema,
  refuseOpenResolution,
  TICKET_STATUSES,
  type TicketDto,
} from '#shared/support-ticket.ts'
import { proseSchema } from '#shared/text.ts'
import { BULK_RESOLUTIONS } from '#shared/ticket-statuses.ts'
import { z } from 'zod'
import { updateTicketStatus } from '../domain/support-ticket/update-ticket-status.ts'
import { defineTool, type ToolAnswer, WRITES } from './tool.ts'

/** Code points. */
const REASON_MAX = 280

const UNCHANGED = 'The ticket had this status already. The reason was not written; add_note writes it.'

const CHANGED_SINCE =
  'This change was written when it was sent before. The ticket has changed since; read it with get_ticket.'

export const setTicketStatus = defineTool(
  {
    name: 'set_ticket_status',
    title: 'Set the status of a ticket',
    description:
      'Set the status of a ticket. The reporter sees status and resolution, colleagues also the reason.',
    inputSchema: {
      type: 'object',
      properties: {
        reference: { type: 'string' },
        status: { type: 'string', enum: [...TICKET_STATUSES] },
        version: { type: 'integer', description: 'From get_ticket' },
        resolution: {
          type: 'string',
          enum: [...BULK_RESOLUTIONS],
          description: 'Required with closed; otherwise leave it out',
        },
        reason: { type: 'string', maxLength: REASON_MAX, description: 'What you did, or why' },
      },
      required: ['reference', 'status', 'version', 'reason'],
    },
    annotations: WRITES,
  },
  z
    .strictObject({
      reference: referenceSchema,
      status: z.enum(TICKET_STATUSES),
      version: z.int().positive(),
      resolution: z.enum(BULK_RESOLUTIONS).optional(),
      reason: proseSchema(1, REASON_MAX, 'a reason'),
    })
    .superRefine(refuseOpenResolution),
  async (ctx, { reference, version: seen, ...change }) => {
    const { ticket, written } = await updateTicketStatus(ctx, reference, change, seen)
    const { status, resolution, version } = ticket
    const facts = { reference, status, ...(resolution && { resolution }), version }
    if (written === 'no') return { facts: { ...facts, unchanged: UNCHANGED }, ...reportSetter(ticket) }
    // A change makes the version after the one that was seen.
    return { facts: { ...facts, ...(version !== seen + 1 && { changed_since: CHANGED_SINCE }) } }
  },
)

/** Who gave the ticket its status, if it has had another one. Its history may have a later change already. */
function reportSetter({ status, events }: TicketDto): Pick<ToolAnswer, 'reported'> {
  const set = events.findLast(({ type, to }) => type === 'status_changed' && to === status)
  return set ? { reported: { status_set_by: set.actor.name } } : {}
}
