/*
 * What happens to captured text before anything else: it is bounded, normalised and redacted, each text once. The SDK
 * does it before it keeps a call, and the platform does it with what it is sent.
 */
import { boundText, boundValue, type Captured, TextBudget } from './bound-value.ts'
import { CONTEXT_LIMITS } from './limits.ts'
import { readContext } from './read-context.ts'
import type { Redactor } from './redact.ts'
import type { Json, TicketContext } from './ticket-context.ts'

/**
 * The known parts of a context, normalised and redacted. Each text still has up to twice its limit, so that
 * `boundContext`, which must follow, cuts only what the redaction rules have seen. Never throws.
 *
 * @param from `host`: the text has no markers of ours. `sdk`: an SDK may have put markers in it.
 */
export function secureContext(context: unknown, from: Captured['from'], redactor: Redactor): TicketContext {
  const budget = new TextBudget()
  const payload = (value: unknown): Json =>
    redactor.redact(boundValue(value, { chars: CONTEXT_LIMITS.string, captured: { from, budget } }))
  const recurring = (text: string, chars: number, captured: Captured): string =>
    redactor.redactRecurring(boundText(text, { chars, captured }))
  return readContext(context, {
    name: (text) => recurring(text, CONTEXT_LIMITS.name, { from }),
    message: (text) => payload(text) as string,
    stack: (text) => recurring(text, CONTEXT_LIMITS.stack, { from, budget }),
    payload,
  })
}

/** Short texts in an object, that need no budget because each has the limit of a name. */
export function secureNames<T>(value: T, from: Captured['from'], redactor: Redactor): T {
  return redactor.redact(boundValue(value, { chars: CONTEXT_LIMITS.name, captured: { from } })) as T
}
