import { z } from 'zod'
import { POINTER_MAX, RETENTION_MAX } from './limits.ts'
import { mcpServerInput } from './mcp-server.ts'
import { organizationInput } from './organization.ts'
import {
  forbidden,
  missing,
  TICKET_ORDERS,
  ticketFilters,
  ticketInput,
  type TicketDto,
  type TicketRowDto,
} from './support-ticket.ts'
import { emailSchema } from './text.ts'

/** CSV for spreadsheets, where text cannot become a formula; JSON Lines for programs, with the exact text. */
const EXPORT_FORMATS = ['csv', 'jsonl'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

/** The query of `GET /export/tickets`, with `filters` read from its JSON. */
export const exportTicketsInput = organizationInput.extend({
  format: z.enum(EXPORT_FORMATS),
  filters: ticketFilters,
  order: z.enum(TICKET_ORDERS).optional(),
})

/** A line of an export in JSON Lines: a ticket without its captured call, its notes and its history. */
export type ExportedTicketDto = TicketRowDto &
  Pick<TicketDto, 'description' | 'origin' | 'updatedAt' | 'duplicateOf'>

/** What of a ticket can be withheld. */
const WITHHELD_FIELDS = ['title', 'description', 'email', 'context', 'note'] as const
export type WithheldField = (typeof WITHHELD_FIELDS)[number]

export const withholdFieldInput = ticketInput
  .extend({
    field: z.enum(WITHHELD_FIELDS),
    /** With `context`: the JSON pointer (RFC 6901) of the part, such as `/incident/arguments/token`. */
    pointer: z
      .string()
      .max(POINTER_MAX, `Use at most ${POINTER_MAX} characters, or a part above it.`)
      .regex(/^(?:\/(?:[^~/]|~[01])*)+$/, 'Use a JSON pointer, such as /incident/arguments/token.')
      .optional(),
    /** With `note`: the event of the history that has it. */
    eventId: z.uuid().toLowerCase().optional(),
    /** The `version` that the caller saw. */
    expectedVersion: z.int().positive(),
  })
  .superRefine(({ field, pointer, eventId }, ctx) => {
    if (field === 'context' && pointer === undefined)
      ctx.addIssue(missing('pointer', 'Name the part of the captured call.'))
    if (field !== 'context' && pointer !== undefined)
      ctx.addIssue(forbidden('pointer', 'Only the captured call has parts.'))
    if (field === 'note' && eventId === undefined)
      ctx.addIssue(missing('eventId', 'Name the event that has the note.'))
    if (field !== 'note' && eventId !== undefined)
      ctx.addIssue(forbidden('eventId', 'Only a note belongs to an event.'))
  })

/** Whose data is erased: an end-user, or everybody with an e-mail address in this organization. */
export const erasureInput = organizationInput
  .extend({ userId: z.uuid().toLowerCase().optional(), email: emailSchema.optional() })
  .superRefine(({ userId, email }, ctx) => {
    if ((userId === undefined) === (email === undefined))
      ctx.addIssue(missing('userId', 'Name a user or an e-mail address, not both.'))
  })

export const retentionInput = mcpServerInput.extend({
  /** Days after which a ticket is deleted, counted from when it was opened; null keeps tickets. */
  days: z
    .int('Use a whole number of days.')
    .min(1, 'Use at least 1 day.')
    .max(RETENTION_MAX, `Use at most ${RETENTION_MAX} days.`)
    .nullable(),
})

/** A user whose data an erasure takes away. */
interface ErasedUserDto {
  id: string
  name: string
  email: string
  server: { slug: string; name: string }
  /** Live sessions, which end. */
  sessions: number
}

/** What an erasure takes away now. Counts stop at `COUNT_CAP`. */
export interface ErasurePreviewDto {
  users: ErasedUserDto[]
  /** Tickets that lose their texts, their captured call and their reporter. */
  tickets: number
  /** Of a user: tickets with the same address that nobody signed in for. They stay, unless the address is erased. */
  otherTickets?: number
  /** Of an address: tickets from before an upgrade are not indexed yet. The platform erases them when they are. */
  isIndexing?: true
}

export interface ErasureDto {
  /** Tickets that this request erased. */
  tickets: number
  /** False: more are left. Call again to go on now; otherwise the platform goes on by itself within minutes. */
  isDone: boolean
}

/** What a retention would delete now. Counts stop at `COUNT_CAP`. */
export interface RetentionPreviewDto {
  tickets: number
  /** Of these, how many are not closed. */
  unresolved: number
}
