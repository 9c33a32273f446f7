/*
 * Makes an incident from a failing call. It is bounded and redacted first, so that no secret is kept even for a moment.
 */
import { boundContext } from '../wire/bound-context.ts'
import { boundText, boundValue } from '../wire/bound-value.ts'
import { CONTEXT_LIMITS } from '../wire/limits.ts'
import type { Redactor } from '../wire/redact.ts'
import type { CallOutcome, Incident, IncidentError, Json } from '../wire/ticket-context.ts'
import type { Message } from './json-rpc.ts'

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
  return redactor.redact(boundValue(facts, { chars: CONTEXT_LIMITS.name, foreign: true })) as T
}

/** @param answer what the server sent; absent for a call that was cancelled or never answered. */
export function captureIncident(
  id: string,
  call: ObservedCall,
  outcome: CallOutcome,
  answer: Message | undefined,
  redactor: Redactor,
): Incident {
  const payload = (value: unknown): Json =>
    redactor.redact(boundValue(value, { chars: 2 * CONTEXT_LIMITS.string, foreign: true }))
  const text = (value: string, chars: number): string =>
    redactor.redact(boundText(value, { chars: 2 * chars, foreign: true })) as string

  const incident: Incident = {
    id,
    tool: text(call.tool, CONTEXT_LIMITS.name),
    outcome,
    startedAt: new Date(call.startedAt).toISOString(),
    durationMs: call.durationMs,
    requestId: text(call.requestId, CONTEXT_LIMITS.name),
    ...(call.traceId !== undefined && { traceId: call.traceId }),
    ...(call.arguments !== undefined && { arguments: payload(call.arguments) }),
    ...(answer?.result !== undefined && { result: payload(answer.result) }),
    ...describeError(call.thrown, answer, text),
  }
  return boundContext({ incident }, CONTEXT_LIMITS.bytes).incident ?? {}
}

type WriteText = (value: string, chars: number) => string

function describeError(
  thrown: unknown,
  answer: Message | undefined,
  text: WriteText,
): { error?: IncidentError } {
  if (thrown === undefined) {
    if (!answer?.error) return {}
    const { code, message } = answer.error
    return { error: { message: text(message, CONTEXT_LIMITS.string), code } }
  }
  if (!(thrown instanceof Error))
    return { error: { message: text(describeThrown(thrown), CONTEXT_LIMITS.string) } }
  const code = (thrown as { code?: unknown }).code
  return {
    error: {
      name: text(thrown.name, CONTEXT_LIMITS.name),
      message: text(thrown.message, CONTEXT_LIMITS.string),
      ...(typeof code === 'number' && { code }),
      ...(typeof code === 'string' && { code: text(code, CONTEXT_LIMITS.name) }),
      stack: text(readStack(thrown), CONTEXT_LIMITS.stack),
    },
  }
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
