import { boundContext, byteLength } from '#sdk/wire/bound-context.ts'
import { cutText } from '#sdk/wire/markers.ts'
import { builtInRedactor, redactText } from '#sdk/wire/built-in-redactor.ts'
import { secureContext } from '#sdk/wire/secure-context.ts'
import { codePoints } from '#sdk/wire/text.ts'
import type { TicketContext } from '#sdk/wire/ticket-context.ts'
import type { FieldError } from '#shared/error-codes.ts'
import { fieldErrorsOf } from '#shared/field-errors.ts'
import { CONTEXT_LIMITS, TICKET_LIMITS } from '#shared/limits.ts'
import { type TicketWords, ticketWords } from '#shared/support-ticket.ts'
import { z } from 'zod'
import { DomainError } from '../domain/errors.ts'

/** The body of a ticket. The context is checked by nobody: what is wrong in it is left out, never refused. */
export const ticketBody = ticketWords.extend({ context: z.unknown().optional() })

/** Room for `⟦cut:chars:200⟧`. */
const CUT_MARKER = 16

export interface TicketBody {
  words: TicketWords
  /** Redacts and bounds what was sent as context. It is work, so it waits until a ticket is written. */
  readContext: () => TicketContext | undefined
}

/**
 * Reads a ticket off a parsed body (wire contract §4.1, §4.2): strict about a person's words, which are never cut,
 * lenient about the context, which never costs a ticket. The SDK redacted both; whoever speaks without one may not have.
 *
 * @throws DomainError `validation-failed`
 */
export function readTicketBody(body: unknown, { signedIn }: { signedIn: boolean }): TicketBody {
  const parsed = ticketBody.safeParse(body)
  if (!parsed.success) throw notAcceptable(fieldErrorsOf(parsed.error))
  if (signedIn && parsed.data.email !== undefined) throw notAcceptable([EMAIL_BESIDE_TOKEN])
  const { context, ...asSent } = parsed.data
  const words = { ...asSent, title: redactTitle(asSent.title), description: redactText(asSent.description) }
  const room = TICKET_LIMITS.body - CONTEXT_LIMITS.reserve - byteLength(asSent)
  return { words, readContext: () => readContext(context, room) }
}

/** Who a signed-in user is comes from the token alone. */
const EMAIL_BESIDE_TOKEN: FieldError = {
  pointer: '/email',
  code: 'not-allowed',
  detail: 'Leave out the e-mail address of a signed-in user.',
}

function notAcceptable(errors: FieldError[]): DomainError {
  return new DomainError('validation-failed', {
    detail: 'The ticket has a field that cannot be accepted.',
    errors,
  })
}

/** A mark can be longer than the secret it replaces, and the title is kept in so many characters. */
function redactTitle(title: string): string {
  const redacted = redactText(title)
  return codePoints(redacted) <= TICKET_LIMITS.title
    ? redacted
    : cutText(redacted, TICKET_LIMITS.title - CUT_MARKER)
}

function readContext(context: unknown, room: number): TicketContext | undefined {
  if (context === undefined) return undefined
  const bound = boundContext(secureContext(context, 'sdk', builtInRedactor), room)
  return Object.keys(bound).length === 0 ? undefined : bound
}
