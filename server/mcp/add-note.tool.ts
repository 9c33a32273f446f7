import { referenceSchema } from '#shared/support-ticket.ts'
import { proseSchema } from '#shared/text.ts'
import { z } from 'zod'
import { addTicketNote } from '../domain/support-ticket/add-ticket-note.ts'
import { defineTool, WRITES } from './tool.ts'

/** Code points. */
const TEXT_MAX = 4_000

export const addNote = defineTool(
  {
    name: 'add_note',
    title: 'Add a note',
    description:
      'Add a note to a ticket, for colleagues. The reporter never sees it. The same text sent again within ten minutes is written once.',
    inputSchema: {
      type: 'object',
      properties: { reference: { type: 'string' }, text: { type: 'string', maxLength: TEXT_MAX } },
      required: ['reference', 'text'],
    },
    annotations: WRITES,
  },
  z.strictObject({ reference: referenceSchema, text: proseSchema(1, TEXT_MAX, 'a note') }),
  async (ctx, { reference, text }) => {
    const { version } = await addTicketNote(ctx, reference, text)
    return { facts: { reference, noted: true, version } }
  },
)
