import type { Caller } from '../capture/caller.ts'
import type { TicketContext } from '../wire/ticket-context.ts'

/** One call of one of the desk's tools, with what the connection knows about it. */
export interface SupportCall {
  arguments: unknown
  caller: Caller
  trace?: { traceparent: string; traceId: string } | undefined
  /** Client, server, SDK and transport: where the call came from. */
  surroundings: TicketContext
  /** Aborted when the client cancels the call, or the host closes the SDK. */
  signal: AbortSignal
}
