/*
 * What happens to captured text before anything else: it is bounded, normalised, redacted and cut, each text once. The
 * SDK does it before it keeps a call, and the platform does it with what it is sent.
 */
import { fitContext } from './bound-context.ts'
import { boundText, boundValue, type Captured, UNLIMITED } from './bound-value.ts'
import { CONTEXT_LIMITS } from './limits.ts'
import { readContext } from './read-context.ts'
import type { Redactor } from './redact.ts'
import type { Incident, Json, TicketContext } from './ticket-context.ts'

/** For the names in an incident, which are not weighed. */
const NAMES_BYTES = 6_144

/**
 * The known parts of a context, normalised and redacted, each within its limit. Text of up to twice its limit is
 * redacted, so that only what the redaction rules have seen is cut. Never throws.
 *
 * @param from `host`: the text has no markers of ours. `sdk`: an SDK may have put markers in it.
 */
export function secureContext(context: unknown, from: Captured['from'], redactor: Redactor): TicketContext {
  return secureParts(context, { from, left: CONTEXT_LIMITS.read, weight: 0 }, redactor)
}

/** An incident within the limits of the wire contract, from what others wrote and from `facts`, which are our own. */
export function secureIncident(incident: object, facts: Incident, redactor: Redactor): Incident {
  const captured: Captured = { from: 'host', left: CONTEXT_LIMITS.read, weight: NAMES_BYTES }
  const secured = secureParts({ incident }, captured, redactor).incident
  const whole = { incident: { ...facts, ...secured } }
  if (captured.weight <= CONTEXT_LIMITS.bytes) return whole.incident
  return fitContext(whole, CONTEXT_LIMITS.bytes).incident ?? {}
}

/** Short texts of the host in an object, whose number has no limit because each has the limit of a name. */
export function secureNames<T>(value: T, redactor: Redactor): T {
  return secure(value, CONTEXT_LIMITS.name, { from: 'host', left: UNLIMITED, weight: 0 }, redactor) as T
}

function secureParts(context: unknown, captured: Captured, redactor: Redactor): TicketContext {
  const names: Captured = { ...captured, left: UNLIMITED }
  const recurring = (text: string, chars: number, as: Captured, message = ''): string => {
    const bounded = boundText(text, chars, as)
    const redacted = redactor.redactOften(bounded, bounded.indexOf(message) + message.length)
    if (redacted !== bounded) as.weight = UNLIMITED
    return boundText(redacted, chars)
  }
  const payload = (value: unknown): Json => secure(value, CONTEXT_LIMITS.string, captured, redactor)
  // A stack begins with the message, which was read before.
  let message = ''
  return readContext(context, {
    name: (text) => recurring(text, CONTEXT_LIMITS.name, names),
    message: (text) => (message = payload(text) as string),
    stack: (text) => recurring(text, CONTEXT_LIMITS.stack, captured, message),
    payload,
  })
}

function secure(value: unknown, chars: number, captured: Captured, redactor: Redactor): Json {
  const bounded = boundValue(value, chars, captured)
  const redacted = redactor.redact(bounded)
  // Redaction may make a text longer.
  if (redacted !== bounded) captured.weight = UNLIMITED
  return captured.weight < UNLIMITED ? bounded : boundValue(redacted, chars)
}
