/*
 * Makes an incident from a failing call. It is bounded and redacted first, so that no secret is kept even for a moment.
 */
import { boundValue } from '../wire/bound-value.ts'
import { CONTEXT_LIMITS } from '../wire/limits.ts'
import { quietly } from '../wire/quietly.ts'
import type { Redactor } from '../wire/redact.ts'
import { secureIncident } from '../wire/secure-context.ts'
import type { CallOutcome, Incident } from '../wire/ticket-context.ts'
import { asText, present } from '../wire/unknown.ts'
import { META, type Message } from './json-rpc.ts'
import { elapsed, type PendingCall } from './pending-calls.ts'
import { writeTime } from './write-time.ts'

type Meta = Record<string, unknown> | null | undefined

/** @param answer what the server sent; absent for a call that was cancelled or never answered. */
export function captureIncident(
  id: string,
  call: PendingCall,
  traceId: string | undefined,
  outcome: CallOutcome,
  answer: Message | undefined,
  redactor: Redactor,
): Incident {
  const { result, error } = answer ?? {}
  const ours = present<Incident>({
    id,
    outcome,
    startedAt: writeTime(call.startedAt),
    durationMs: elapsed(call),
    requestId: String(call.id),
    traceId,
  })
  const theirs = {
    tool: call.tool,
    // Of a number it says nothing, so that ours stays.
    requestId: call.id,
    arguments: call.arguments,
    result,
    error:
      quietly(() => describeThrown(call.thrown)) ?? (error && { message: error.message, code: error.code }),
    failure: (result?.['_meta'] as Meta)?.[META.toolFailure],
  }
  return secureIncident(theirs, ours, redactor)
}

/** @throws for values that nothing can be asked of, such as a revoked proxy. */
function describeThrown(thrown: unknown): object | undefined {
  if (thrown === undefined) return undefined
  if (isError(thrown))
    return {
      name: read(thrown, 'name'),
      message: read(thrown, 'message'),
      code: read(thrown, 'code'),
      stack: readStack(thrown),
    }
  const message =
    typeof thrown === 'object'
      ? JSON.stringify(boundValue(thrown, CONTEXT_LIMITS.string))
      : // oxlint-disable-next-line typescript/no-base-to-string -- it is no object
        String(thrown)
  return { message }
}

/** An error of this or of another realm. */
const isError = (value: unknown): value is object =>
  value instanceof Error || Object.prototype.toString.call(value) === '[object Error]'

/** A member of an error, whose getters may throw. */
const read = (error: object, name: string): unknown => quietly(() => (error as Record<string, unknown>)[name])

const MAX_STACKS = 4

/** The error's stack, and the stacks of its causes and of the errors in it, which often hold the reason. */
function readStack(error: object): string {
  const stacks: string[] = []
  const errors: unknown[] = [error]
  for (const one of errors) {
    if (!isError(one) || stacks.length === MAX_STACKS) continue
    const text = (member: string): string | undefined => asText(read(one, member))
    stacks.push(text('stack') ?? `${text('name') ?? ''}: ${text('message') ?? ''}`)
    const inner = read(one, 'errors')
    for (const part of [read(one, 'cause'), ...(Array.isArray(inner) ? inner.slice(0, MAX_STACKS) : [])])
      if (part && !errors.includes(part)) errors.push(part)
  }
  return stacks.join('\nCaused by: ')
}
