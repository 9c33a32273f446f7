/*
 * Makes an incident from a failing call. It is bounded and redacted first, so that no secret is kept even for a moment.
 */
import { boundContext } from '../wire/bound-context.ts'
import { boundValue } from '../wire/bound-value.ts'
import { CONTEXT_LIMITS } from '../wire/limits.ts'
import type { Redactor } from '../wire/redact.ts'
import { secureContext, secureNames } from '../wire/secure-context.ts'
import type { CallOutcome, Incident } from '../wire/ticket-context.ts'
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
  const incident = {
    id,
    tool: call.tool,
    outcome,
    startedAt: new Date(call.startedAt).toISOString(),
    durationMs: call.durationMs,
    requestId: call.requestId,
    traceId: call.traceId,
    arguments: call.arguments,
    result: answer?.result,
    error: describeError(call.thrown, answer),
    failure: (answer?.result?.['_meta'] as Meta)?.[META.toolFailure],
  }
  return boundContext(secureContext({ incident }, 'host', redactor), CONTEXT_LIMITS.bytes).incident ?? {}
}

function describeError(thrown: unknown, answer: Message | undefined): object | undefined {
  if (thrown === undefined) return answer?.error && { message: answer.error.message, code: answer.error.code }
  if (!(thrown instanceof Error)) return { message: describeThrown(thrown) }
  const { name, message, code } = thrown as Error & { code?: unknown }
  return { name, message, code, stack: readStack(thrown) }
}

function describeThrown(thrown: unknown): string {
  return typeof thrown === 'string'
    ? thrown
    : (JSON.stringify(boundValue(thrown, { chars: CONTEXT_LIMITS.string })) ?? '')
}

const MAX_CAUSES = 3

/** The error's stack and the stacks of its causes, which often hold the reason. */
function readStack(error: Error): string {
  const stacks: string[] = []
  let current: unknown = error
  while (current instanceof Error && stacks.length <= MAX_CAUSES) {
    stacks.push(typeof current.stack === 'string' ? current.stack : String(current))
    current = current.cause
  }
  return stacks.join('\nCaused by: ')
}
