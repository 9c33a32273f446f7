/*
 * The tool calls of one connection that have come in and have no answer yet.
 */
import { setBounded } from '../wire/set-bounded.ts'
import type { Caller } from './caller.ts'
import type { Message, MessageExtra, RequestId } from './json-rpc.ts'
import { activeSpan, type Span } from './trace.ts'

/** Calls without an answer beyond this number are forgotten, the oldest first. */
const MAX_PENDING = 1_000

export interface PendingCall {
  tool: string
  arguments: unknown
  id: RequestId
  meta: Record<string, unknown> | undefined
  extra: MessageExtra | undefined
  /** Who made it, where that was found out already. */
  caller?: Caller
  /** The host's span that was active when the call arrived. */
  span: Span | undefined
  /** The host's span that was active when the handler started, where that could be seen. */
  handlerSpan?: Span | undefined
  /** Milliseconds since the epoch. */
  startedAt: number
  /** What the handler threw, where that could be seen. */
  thrown?: unknown
  /** Stops a call of one of our own tools. */
  abort?: AbortController
}

export class PendingCalls {
  readonly #calls = new Map<RequestId, PendingCall>()

  add(id: RequestId, { params }: Message, extra: MessageExtra | undefined): PendingCall {
    const { name, arguments: args, _meta: meta } = params ?? {}
    const call: PendingCall = {
      tool: String(name),
      arguments: args,
      id,
      meta,
      extra,
      span: activeSpan(),
      startedAt: Date.now(),
    }
    setBounded(this.#calls, id, call, MAX_PENDING)
    return call
  }

  get(id: RequestId): PendingCall | undefined {
    return this.#calls.get(id)
  }

  /** Returns the call and removes it. */
  take(id: RequestId): PendingCall | undefined {
    const call = this.#calls.get(id)
    if (call) this.#calls.delete(id)
    return call
  }

  /** Returns all calls and removes them. */
  takeAll(): PendingCall[] {
    const calls = [...this.#calls.values()]
    this.#calls.clear()
    return calls
  }
}

/** How long the call has taken so far, in milliseconds. */
export function elapsed({ startedAt }: PendingCall): number {
  return Math.max(0, Date.now() - startedAt)
}
