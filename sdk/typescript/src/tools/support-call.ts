import type { TicketContext } from '../wire/ticket-context.ts'
import type { Caller } from '../capture/caller.ts'
import type { Trace } from '../capture/trace.ts'

/** One call of one of our tools, with what the connection knows about it. */
export interface SupportCall {
  arguments: unknown
  caller: Caller
  trace?: Trace | undefined
  /** Where the call came from: client, server, SDK and transport. */
  surroundings: TicketContext
  /** Aborted when the client cancels the call or the host closes the SDK. */
  signal: AbortSignal
}
