/*
 * Makes an incident from a failing call. It is bounded and redacted first, so that no secret is kept even for a moment.
 */
import { boundContext } from '../wire/bound-context.ts'
import { boundValue } from '../wire/bound-value.ts'
import { CONTEXT_LIMITS } from '../wire/limits.ts'
import { quietly } from '../wire/quietly.ts'
import type { Redactor } from '../wire/redact.ts'
import { secureContext, secureNames } from '../wire/secure-context.ts'
import type { CallOutcome, Incident } from '../wire/ticket-context.ts'
import { asText } from '../wire/unknown.ts'
import { META, type Message } from './json-rpc.ts'

type Meta = Record<string, unknown> | null | undefined

/** A call as the connection saw it. It is not copied, bounded or redacted yet. */
export interface ObservedCall {
  tool: string
  arguments: unknown
  requestId: string
  /** Milliseconds since the epoch. */
  startedAt: number
  durationMs: number
  traceId?: string | undefined
  /** What the handler threw, if the SDK could see it. */
  thrown?: unknown
}

/** Bounds and redacts what others wrote about a call, such as the client's name. */
export function capture<T extends object>(facts: T, redactor: Redactor): T {
  return boundValue(secureNames(facts, 'host', redactor), { chars: CONTEXT_LIMITS.name }) as T
}

/** @param answer what the server sent; absent for a call that was cancelled or never answered. */
export function captureIncident(
  id: string,
  call: ObservedCall,
  outcome: CallOutcome,
  answer: Message | undefined,
  redactor: Redactor,
): Incident {
  const ours = {
    id,
    outcome,
    startedAt: new Date(call.startedAt).toISOString(),
    durationMs: call.durationMs,
    traceId: call.traceId,
  }
  const theirs = {
    tool: call.tool,
    requestId: call.requestId,
    arguments: call.arguments,
    result: answer?.result,
    error:
      quietly(() => describeThrown(call.thrown)) ??
      (answer?.error && { message: answer.error.message, code: answer.error.code }),
    failure: (answer?.result?.['_meta'] as Meta)?.[META.toolFailure],
  }
  const { incident } = secureContext({ incident: theirs }, 'host', redactor)
  return boundContext({ incident: { ...ours, ...incident } }, CONTEXT_LIMITS.bytes).incident ?? {}
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
      ? JSON.stringify(boundValue(thrown, { chars: CONTEXT_LIMITS.string }))
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
  const errors = new Set<unknown>([error])
  for (const one of errors) {
    if (!isError(one) || stacks.length === MAX_STACKS) continue
    const [name = '', message = '', stack = `${name}: ${message}`] = ['name', 'message', 'stack'].map(
      (member) => asText(read(one, member)),
    )
    stacks.push(stack)
    errors.add(read(one, 'cause'))
    const inner = read(one, 'errors')
    if (Array.isArray(inner)) for (const part of inner.slice(0, MAX_STACKS)) errors.add(part)
  }
  return stacks.join('\nCaused by: ')
}
