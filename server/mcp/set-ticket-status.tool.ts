import { referenceSchema, refuseOpenResolution, TICKET_STATUSES } from '#shared/support-ticket.ts'
import { proseSchema } from '#shared/text.ts'
import { BULK_RESOLUTIONS } from '#shared/ticket-statuses.ts'
import { z } from 'zod'
import { updateTicketStatus } from '../domain/support-ticket/update-ticket-status.ts'
import { defineTool, WRITES } from './tool.ts'

/** Code points. */
const REASON_MAX = 280

const UNCHANGED = {
  unchanged: 'The ticket has this status already. The reason was not written; add_note writes it.',
}

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
    annotations: { ...WRITES, idempotentHint: true },
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
    const { status, resolution, version } = await updateTicketStatus(ctx, reference, change, seen)
    // A change that is sent again finds the version that it made. Any other one means that the status was there before.
    const unchanged = version !== seen + 1 && UNCHANGED
    return { facts: { reference, status, ...(resolution && { resolution }), version, ...unchanged } }
  },
)
