import { normaliseReference, REFERENCE_PATTERN } from '#sdk/wire/reference.ts'
import type { TicketContext } from '#sdk/wire/ticket-context.ts'
import { z } from 'zod'
import {
  TICKET_ORDERS,
  TICKET_RESOLUTIONS,
  TICKET_STATUSES,
  type TicketResolution,
  type TicketStatus,
} from './choices.ts'
import { CONFIG_LIMITS, CONTEXT_LIMITS, NOTE_MAX, QUERY_LENGTH, TICKET_LIMITS } from './limits.ts'
import { organizationInput } from './organization.ts'
import { emailSchema, lineSchema, proseSchema, slugNameSchema, textSchema } from './text.ts'

export {
  TICKET_ORDERS,
  TICKET_RESOLUTIONS,
  TICKET_STATUSES,
  type TicketOrder,
  type TicketResolution,
  type TicketStatus,
} from './choices.ts'
export { COUNT_CAP, NOTE_MAX, QUERY_LENGTH } from './limits.ts'

/** The fields of a ticket that a person writes. A value that is too long is refused, never cut. */
export const ticketWords = z.strictObject({
  title: lineSchema(TICKET_LIMITS.title, 'a title'),
  description: proseSchema(1, TICKET_LIMITS.description, 'what happened'),
  category: lineSchema(CONFIG_LIMITS.category, 'a category'),
  email: emailSchema.optional(),
})
export type TicketWords = z.infer<typeof ticketWords>

/** People dictate references, so other spellings are accepted. */
export const referenceSchema = z
  .string()
  .max(100)
  .transform(normaliseReference)
  .pipe(z.string().regex(REFERENCE_PATTERN, 'Enter a reference, such as TK-7F3K-9Q2M.'))

/** RFC 3339, such as `2026-11-26T15:00:00Z`. */
const timeSchema = z.iso.datetime({ offset: true, error: 'Enter a time, such as 2026-11-26T15:00:00Z.' })

export const ticketFilters = z.strictObject({
  /** One, or several at once. `open` with `in_progress` is what is not resolved. */
  status: z
    .union([z.enum(TICKET_STATUSES), z.array(z.enum(TICKET_STATUSES)).min(1).max(TICKET_STATUSES.length)])
    .optional(),
  resolution: z.enum(TICKET_RESOLUTIONS).optional(),
  category: textSchema('title', CONFIG_LIMITS.category).optional(),
  /** The slug of an MCP server. */
  server: slugNameSchema.optional(),
  /** The id of an end-user. */
  user: z.uuid().optional(),
  /** The e-mail address of a reporter, signed in or not. Its case does not matter. */
  email: emailSchema.optional(),
  /** The name of the tool whose call failed. */
  tool: textSchema('title', CONTEXT_LIMITS.name).optional(),
  /** The name of its error. */
  error: textSchema('title', CONTEXT_LIMITS.name).optional(),
  /** The `fingerprint` of another ticket: the same failure. */
  fingerprint: z
    .string()
    .regex(/^[0-9a-f]{32}$/, 'Use the fingerprint of a ticket.')
    .optional(),
  /** Whether a failing call is attached. */
  hasCall: z.boolean().optional(),
  /** Whether staff can answer somebody: a signed-in user or an e-mail address. */
  hasContact: z.boolean().optional(),
  /** Opened at this time or later. */
  since: timeSchema.optional(),
  /** Opened before this time. */
  before: timeSchema.optional(),
  /**
   * Words of the title, the description, the tool, the error, the reporter; the last may be the beginning of one. Or a
   * reference.
   */
  query: textSchema('title', QUERY_LENGTH).optional(),
})
export type TicketFilters = z.infer<typeof ticketFilters>

export const listTicketsInput = organizationInput.extend({
  filters: ticketFilters,
  /** Which come first. Default: `newest`. */
  order: z.enum(TICKET_ORDERS).optional(),
  /** Opaque; taken from `older` or `newer` of another page with the same filters and order. */
  cursor: z.string().max(100).optional(),
})

export const countOpenInput = organizationInput.extend({
  /** The slug of an MCP server; without it, all servers are counted. */
  server: slugNameSchema.optional(),
})

export const ticketInput = organizationInput.extend({ reference: referenceSchema })
/** What staff write for each other: plain text that is never sent outside. */
const noteSchema = proseSchema(1, NOTE_MAX, 'a note')

export const updateTicketStatusInput = ticketInput
  .extend({
    status: z.enum(TICKET_STATUSES),
    /** Why it is closed. With `closed`, and only then. */
    resolution: z.enum(TICKET_RESOLUTIONS).optional(),
    /** The reference of the ticket that this one repeats. With `duplicate`, and only then. */
    duplicateOf: referenceSchema.optional(),
    /** A note for colleagues, written with the change. */
    note: noteSchema.optional(),
    /** The `version` that the caller saw. If the ticket has another, the answer is `ticket-changed` and nothing is written. */
    expectedVersion: z.int().positive(),
  })
  .superRefine((change, ctx) => {
    refuseOpenResolution(change, ctx)
    const isDuplicate = change.resolution === 'duplicate'
    if (isDuplicate === (change.duplicateOf !== undefined)) return
    ctx.addIssue(
      isDuplicate
        ? missing('duplicateOf', 'Name the ticket that this one repeats.')
        : forbidden('duplicateOf', 'Only a duplicate names another ticket.'),
    )
  })

export const addTicketNoteInput = ticketInput.extend({ note: noteSchema })

export const correctTicketInput = ticketInput.extend({
  /** A field that is absent stays as it is. */
  title: ticketWords.shape.title.optional(),
  category: ticketWords.shape.category.optional(),
  /** As for the status. */
  expectedVersion: z.int().positive(),
})
export type TicketCorrections = Pick<z.infer<typeof correctTicketInput>, 'title' | 'category'>
export const deleteTicketInput = ticketInput.extend({
  /** As for the status. */
  expectedVersion: z.int().positive(),
})
export const testTicketInput = organizationInput.extend({ server: slugNameSchema })
export const openTicketInput = organizationInput.extend({
  server: slugNameSchema,
  words: ticketWords,
})

interface Resolving {
  status: TicketStatus
  resolution?: TicketResolution | undefined
}

/** A closed ticket has a resolution, and no other has. */
export function refuseOpenResolution({ status, resolution }: Resolving, ctx: z.RefinementCtx): void {
  if ((status === 'closed') === (resolution !== undefined)) return
  ctx.addIssue(
    status === 'closed'
      ? missing('resolution', 'Say why it is closed.')
      : forbidden('resolution', 'Only a closed ticket has a resolution.'),
  )
}

export function missing(field: string, message: string) {
  return { code: 'custom' as const, path: [field], message, params: { code: 'required' } }
}

export function forbidden(field: string, message: string) {
  return { code: 'custom' as const, path: [field], message, params: { code: 'not-allowed' } }
}

export const watchInput = organizationInput.extend({ lastEventId: z.string().max(80).nullish() })

/** Who raised a ticket: a signed-in end-user, somebody with an unverified e-mail address, or somebody unknown. */
export type ReporterDto =
  | { kind: 'user'; id: string; name: string; email: string }
  | { kind: 'email'; email: string }
  | { kind: 'none' }

export interface TicketRowDto {
  reference: string
  title: string
  category: string
  status: TicketStatus
  /** Why it was closed; absent while it is not, and when nobody said it. */
  resolution?: TicketResolution
  createdAt: string
  /** Present on a ticket that staff sent to try the set-up. Counts leave it out. */
  isTest?: true
  server: { slug: string; name: string }
  reporter: ReporterDto
  /** The tool whose call failed. */
  tool?: string
  /** The name of its error, or the code that it has instead. */
  error?: string
  /** The beginning of what the error says, in one line. */
  errorMessage?: string
  /** Equal for tickets about the same failure: server, tool, error, without numbers, ids and quoted values. */
  fingerprint?: string
  /** When its texts, its captured call and its reporter were erased. */
  erasedAt?: string
}

export interface TicketPageDto {
  tickets: TicketRowDto[]
  /** The user that the list is filtered by; absent without this filter, and if there is no such user. */
  user?: { name: string }
  /** Cursor of the tickets before these in time; absent where there are none, or the list begins. */
  older?: string
  /** The same for those after them. */
  newer?: string
  /**
   * Nothing is known beyond this time, because as many tickets were looked at as one request may. There can be more: go on
   * from the cursor in the order of the list.
   */
  searchedTo?: string
  /** So many words begin with one of the query, the last as a rule, that only the word itself was looked for. */
  prefixTooShort?: boolean
  /** More users have the e-mail address of the filter than a list can look for. The tickets of some are not in it. */
  usersLeftOut?: boolean
}

export interface TicketSessionDto {
  /** The name that the client gave itself; not verified. */
  clientName: string
  /** The domain that confirms the name, if there is one. */
  clientDomain?: string
  signedInAt: string
}

export interface TicketDto extends TicketRowDto {
  description: string
  version: number
  updatedAt: string
  /** `sdk`: raised by an MCP server; `dashboard`: opened by hand; `test`: sent from the page of the server. */
  origin: 'sdk' | 'dashboard' | 'test'
  /** The session of the signed-in reporter that the ticket was raised in. */
  session?: TicketSessionDto
  /** The reference of the ticket that this one repeats; absent if that one was deleted. */
  duplicateOf?: string
  /** Where the trace of the failing call is shown, if the MCP server has an address for that. */
  traceUrl?: string
  /** The captured call, cut to limits and redacted; absent on tickets opened by hand. */
  context?: TicketContext
  events: TicketEventDto[]
}

/** One row of the ticket's history. `actor` is the person or the program that acted; for a token it names both. */
export interface TicketEventDto {
  id: string
  type:
    | 'opened'
    | 'status_changed'
    | 'contact_added'
    | 'title_changed'
    | 'category_changed'
    | 'noted'
    | 'withheld'
  actor: { kind: 'account' | 'access_token' | 'agent' | 'end_user' | 'server_key'; name: string }
  at: string
  from?: TicketStatus
  to?: TicketStatus
  /**
   * The title or the category before and after a correction; of a status, the resolution. `toText` of `withheld`: the field,
   * such as `description` or the JSON pointer of a part of `context`. Absent where it was erased.
   */
  fromText?: string
  toText?: string
  /** The ticket that this one repeated before and after. */
  fromDuplicateOf?: string
  toDuplicateOf?: string
  /** What `undoStatuses` takes to undo this change of the status. */
  operation?: string
  /** What a member of staff noted for colleagues. */
  note?: string
}

export interface OpenCountDto {
  open: number
}

/** A message of a live subscription: it names what changed and never contains the content. */
export type ChangeDto =
  /** The first message of a stream. It also follows a gap that cannot be replayed: fetch again what is on screen. */
  | { type: 'hello'; resumed: boolean }
  | { type: 'ticket-opened'; reference: string }
  | { type: 'ticket-changed'; reference: string }
  | { type: 'ticket-deleted'; reference: string }
  /** Many at once. */
  | { type: 'tickets-changed'; references: string[] }
  /** MCP servers or their keys. */
  | { type: 'servers-changed' }
  /** What `mcpServer.setup` shows: a request to an MCP server was rejected. */
  | { type: 'server-setup-changed' }
  | { type: 'end-users-changed' }
  /** The organization's name, members, invitations or access tokens. */
  | { type: 'members-changed' }
