/*
 * What travels in `context` beside a person's words: the failing call and where it happened. Every part is optional,
 * for a newer SDK may talk to an older platform and parts that do not fit are cut, never refused.
 */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/** Why this call was chosen, or why none is attached. Read unknown values as text. */
export type Correlation =
  | 'incident-id'
  | 'trace'
  | 'session'
  | 'subject'
  | 'process'
  | 'none'
  | 'not-found'
  | 'declined'

/** How a tool call ended, as far as the transport can tell. */
export type CallOutcome = 'ok' | 'tool-error' | 'rpc-error' | 'cancelled' | 'no-answer'

export type TransportName = 'stdio' | 'streamable-http' | 'sse' | 'in-memory' | 'other'

/** Keeps the completions of an enumeration that may grow while accepting the values of later versions. */
type OrText<T extends string> = T | (string & {})

export interface IncidentError {
  name?: string
  message?: string
  code?: number | string
  stack?: string
}

/** One failing tool call. `arguments` and `result` are redacted and bounded. */
export interface Incident {
  id?: string
  tool?: string
  outcome?: OrText<CallOutcome>
  /** RFC 3339 in UTC with milliseconds. */
  startedAt?: string
  durationMs?: number
  /** The JSON-RPC id, as text. */
  requestId?: string
  /** 32 hex digits, from `traceparent`. */
  traceId?: string
  arguments?: Json
  result?: Json
  error?: IncidentError
}

/** A call before the failing one: that it happened, not what it carried. */
export interface TrailEntry {
  tool: string
  outcome: OrText<CallOutcome>
  durationMs?: number
  at?: string
}

export interface ClientInfo {
  name?: string
  version?: string
  protocolVersion?: string
  /** Names only, such as `elicitation.form`. */
  capabilities?: string[]
}

export interface ServerInfo {
  name?: string
  version?: string
}

export interface SdkInfo {
  name?: string
  version?: string
  language?: string
  runtime?: string
  /** The MCP SDK in use, such as `@modelcontextprotocol/sdk/1.32.2`. */
  mcp?: string
}

export interface TicketContext {
  correlation?: OrText<Correlation>
  incident?: Incident
  /** Oldest first. */
  trail?: TrailEntry[]
  client?: ClientInfo
  server?: ServerInfo
  sdk?: SdkInfo
  transport?: OrText<TransportName>
}
