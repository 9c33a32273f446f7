import { normaliseReference, REFERENCE_PATTERN } from '#sdk/wire/reference.ts'
import type { TicketContext } from '#sdk/wire/ticket-context.ts'
import { z } from 'zod'
import { CONFIG_LIMITS, TICKET_LIMITS } from './limits.ts'
import { organizationInput } from './organization.ts'
import { emailSchema, lineSchema, proseSchema, slugNameSchema, textSchema } from './text.ts'

export const TICKET_STATUSES = ['open', 'in_progress', 'closed'] as const
export type TicketStatus = (typeof TICKET_STATUSES)[number]

/** Why a ticket was closed. */
export const TICKET_RESOLUTIONS = ['fixed', 'wont-fix', 'duplicate', 'cannot-reproduce', 'by-design'] as const
export type TicketResolution = (typeof TICKET_RESOLUTIONS)[number]

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

const ticketFilters = z.strictObject({
  status: z.enum(TICKET_STATUSES).optional(),
  category: textSchema('title', CONFIG_LIMITS.category).optional(),
  /** The slug of an MCP server. */
  server: slugNameSchema.optional(),
  /** The id of an end-user. */
  user: z.uuid().optional(),
})
export type TicketFilters = z.infer<typeof ticketFilters>

export const listTicketsInput = organizationInput.extend({
  filters: ticketFilters,
  /** Opaque; taken from `older` or `newer` of another page. */
  cursor: z.string().max(100).optional(),
})

export const countOpenInput = organizationInput.extend({
  /** The slug of an MCP server; without it, all servers are counted. */
  server: slugNameSchema.optional(),
})

export const ticketInput = organizationInput.extend({ reference: referenceSchema })
export const updateTicketStatusInput = ticketInput
  .extend({
    status: z.enum(TICKET_STATUSES),
    /** Only with `closed`. Absent: nobody says why. */
    resolution: z.enum(TICKET_RESOLUTIONS).optional(),
    /** The `version` that the caller saw. If the ticket has another, the answer is `ticket-changed` and nothing is written. */
    expectedVersion: z.int().positive(),
  })
  .refine(({ status, resolution }) => status === 'closed' || resolution === undefined, {
    path: ['resolution'],
    message: 'Only a closed ticket has a resolution.',
  })
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
export const openTicketInput = organizationInput.extend({
  server: slugNameSchema,
  words: ticketWords,
})

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
  createdAt: string
  server: { slug: string; name: string }
  reporter: ReporterDto
}

export interface TicketPageDto {
  tickets: TicketRowDto[]
  /** The user that the list is filtered by; absent without this filter, and if there is no such user. */
  user?: { name: string }
  /** Cursor of the next page; absent on the last. */
  older?: string
  /** Cursor of the previous page; absent on the first. */
  newer?: string
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
  /** `sdk`: raised by an MCP server; `dashboard`: opened by hand. */
  origin: 'sdk' | 'dashboard'
  /** The session of the signed-in reporter that the ticket was raised in. */
  session?: TicketSessionDto
  /** Why it was closed; absent while it is not, and when nobody said it. */
  resolution?: TicketResolution
  /** Where the trace of the failing call is shown, if the MCP server has an address for that. */
  traceUrl?: string
  /** The captured call, cut to limits and redacted; absent on tickets opened by hand. */
  context?: TicketContext
  events: TicketEventDto[]
}

/** One row of the ticket's history. `actor` is the person or the program that acted; for a token it names both. */
export interface TicketEventDto {
  id: string
  type: 'opened' | 'status_changed' | 'contact_added' | 'title_changed' | 'category_changed'
  actor: { kind: 'account' | 'access_token' | 'end_user' | 'server_key'; name: string }
  at: string
  from?: TicketStatus
  to?: TicketStatus
  /** The title or the category before and after a correction; of a status, the resolution. */
  fromText?: string
  toText?: string
}

/** Counts stop here, because an exact count is slow in a large organization and tells little more. */
export const COUNT_CAP = 1000
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
  /** MCP servers or their keys. */
  | { type: 'servers-changed' }
  | { type: 'end-users-changed' }
  /** The organization's name, members, invitations or access tokens. */
  | { type: 'members-changed' }
