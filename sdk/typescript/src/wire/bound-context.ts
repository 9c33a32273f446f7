/*
 * Brings a ticket's context into the limits of the wire contract. A part that is too large is cut and marked.
 */
import { boundText, boundValue } from './bound-value.ts'
import { CONTEXT_LIMITS } from './limits.ts'
import { cutMarker } from './markers.ts'
import { type ContextReader, readContext } from './read-context.ts'
import type { TicketContext } from './ticket-context.ts'

/**
 * The known parts of `context`, each within its limit and together within `maxBytes` of JSON in UTF-8. Redact first, with
 * `secureContext`: the redaction rules do not recognise a secret that was cut. Never throws. Bounding twice equals
 * bounding once.
 *
 * @param context anything, usually a parsed JSON value.
 * @param maxBytes what is left in the body for the context. At most 32 KiB of it are used.
 */
export function boundContext(context: unknown, maxBytes: number): TicketContext {
  return fitContext(readContext(context, cutter(CONTEXT_LIMITS.string)), maxBytes)
}

/** As {@link boundContext}, for a context of whose parts each is within its limit, as `secureContext` returns it. */
export function fitContext(context: TicketContext, maxBytes: number): TicketContext {
  const limit = Math.min(maxBytes, CONTEXT_LIMITS.bytes)
  let bound = context
  for (const cap of CONTEXT_LIMITS.recut) {
    if (fits(bound, limit)) return bound
    bound = readContext(context, cutter(cap))
  }
  return shed(bound, limit)
}

function cutter(chars: number): ContextReader {
  return {
    name: (text) => boundText(text, CONTEXT_LIMITS.name),
    message: (text) => boundText(text, chars),
    // The stack has its own, larger cap until the context must shrink.
    stack: (text) => boundText(text, chars === CONTEXT_LIMITS.string ? CONTEXT_LIMITS.stack : chars),
    payload: (value) => boundValue(value, chars),
  }
}

const encoder = new TextEncoder()
/** Text is encoded into the same bytes each time, because new ones cost the garbage collector much. */
const bytes = new Uint8Array(131_072)

/** The number of bytes of the text in UTF-8. What is beyond 128 KiB, more than any limit, does not count. */
export const textBytes = (text: string): number => encoder.encodeInto(text, bytes).written

/** The number of bytes of the value as JSON in UTF-8, counted like {@link textBytes}. */
export const byteLength = (value: unknown): number => textBytes(JSON.stringify(value))

const fits = (value: unknown, limit: number): boolean => byteLength(value) <= limit

/** Removes one part after another until the rest fits. The failing call's own facts go last. */
function shed(context: TicketContext, limit: number): TicketContext {
  const steps: ((context: TicketContext) => void)[] = [
    () => undefined,
    ({ incident }) => incident?.result !== undefined && (incident.result = cutMarker('size')),
    ({ incident }) => incident?.arguments !== undefined && (incident.arguments = cutMarker('size')),
    (shrunk) => delete shrunk.trail,
    (shrunk) => delete shrunk.client,
    (shrunk) => delete shrunk.incident,
  ]
  for (const step of steps) {
    step(context)
    if (fits(context, limit)) return context
  }
  return {}
}
