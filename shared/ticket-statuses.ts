import { z } from 'zod'
import { BULK_MAX } from './limits.ts'
import { organizationInput } from './organization.ts'
import {
  forbidden,
  missing,
  referenceSchema,
  refuseOpenResolution,
  TICKET_STATUSES,
  type TicketFilters,
  ticketFilters,
  type TicketStatus,
} from './support-ticket.ts'

/** Tickets by their references, or all that match filters at a time. */
const selection = {
  references: z.array(referenceSchema).min(1).max(BULK_MAX).optional(),
  filters: ticketFilters.optional(),
  /** References that match the filters and are left out. */
  except: z.array(referenceSchema).max(BULK_MAX).optional(),
}

export const previewStatusesInput = organizationInput.extend(selection).superRefine(refuseUnclearSelection)

/** A person chooses the original of a duplicate for each ticket, so that `duplicate` is not for many at once. */
export const BULK_RESOLUTIONS = ['fixed', 'wont-fix', 'cannot-reproduce', 'by-design'] as const

export const changeStatusesInput = organizationInput
  .extend({
    ...selection,
    /** As `previewStatuses` answered it. What was opened later is not touched, what changed later is left as it is. */
    asOf: z.iso.datetime().optional(),
    /** As `previewStatuses` answered it. Tickets between `asOf` and this time are left, and named: they may have been opened later. */
    aheadTo: z.iso.datetime().optional(),
    /** With filters: `next` of the answer before. */
    cursor: z.string().max(100).optional(),
    status: z.enum(TICKET_STATUSES),
    /** Why they are closed. With `closed`, and only then. */
    resolution: z.enum(BULK_RESOLUTIONS).optional(),
    /** The id of the operation that this request goes on with. Absent: it begins one. */
    operation: z.uuid().toLowerCase().optional(),
  })
  .superRefine((change, ctx) => {
    refuseUnclearSelection(change, ctx)
    refuseOpenResolution(change, ctx)
  })
export type StatusesChange = Omit<z.infer<typeof changeStatusesInput>, 'org'>

export const undoStatusesInput = organizationInput.extend({
  operation: z.uuid().toLowerCase(),
  /** `next` of the answer before. */
  cursor: z.uuid().toLowerCase().optional(),
})

interface Selecting {
  references?: readonly string[] | undefined
  filters?: TicketFilters | undefined
  except?: readonly string[] | undefined
}

function refuseUnclearSelection({ references, filters, except }: Selecting, ctx: z.RefinementCtx): void {
  if (references === undefined && filters === undefined)
    ctx.addIssue(missing('references', 'Name the tickets, or filters.'))
  if (references && filters) ctx.addIssue(forbidden('filters', 'Name the tickets or filters, not both.'))
  if (references && except) ctx.addIssue(forbidden('except', 'Only filters have exceptions.'))
}

/** A ticket that a change of many left as it is, and why. */
export interface LeftTicketDto {
  reference: string
  code: 'ticket-not-found' | 'ticket-changed' | 'ticket-opened' | 'history-full' | 'request-in-progress'
  /** Who changed it meanwhile, if that is why. */
  changedBy?: string
}

/** What `changeStatuses` would change now. Counts stop at `COUNT_CAP`. */
export interface StatusesPreviewDto {
  asOf: string
  /** With filters: tickets that were there have times up to this one, because the clock of who opened them is ahead. */
  aheadTo?: string
  counts: Record<TicketStatus, number>
  /** Only tickets back to this time are counted, because there are too many to look at. The change takes all that match. */
  searchedTo?: string
}

export interface StatusesChangeDto {
  /** What `undoStatuses` takes. */
  operation: string
  /** References of the tickets that changed. */
  changed: string[]
  /** How many had the status already. */
  unchanged: number
  left: LeftTicketDto[]
  /** Cursor of what is still to do; absent when all is done. */
  next?: string
}
