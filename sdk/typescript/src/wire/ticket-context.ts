/*
 * What is sent in `context` beside a ticket's title and description: the failing call and where it happened. Every
 * part is optional. A newer SDK may talk to an older platform, and parts that are too large are cut, never refused.
 */

/** Any JSON value. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/** Why this call was chosen, or why none is attached. Treat values that you do not know as text. */
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

/** The kind of connection that a call came through. */
export type TransportName = 'stdio' | 'streamable-http' | 'sse' | 'in-memory' | 'other'

/** Any text, but editors still complete the known values. Later versions may add others. */
type OrText<T extends string> = T | (string & {})

/** The error of a failing call. */
export interface IncidentError {
  name?: string
  message?: string
  code?: number | string
  stack?: string
}

/** What the server itself says about a failure, in `_meta["io.modelcontextprotocol/toolFailure"]` of its result. */
export interface IncidentFailure {
  /** Such as `capability`, `reliability` or `governance`. */
  class?: string
  code?: string
  retryable?: boolean
  /** By which the operator finds the failure in the logs. */
  correlationId?: string
}

/** One failing tool call. Everything in it is redacted and bounded. */
export interface Incident {
  id?: string
  tool?: string
  outcome?: OrText<CallOutcome>
  /** RFC 3339 in UTC with milliseconds. */
  startedAt?: string
  /** Milliseconds. */
  durationMs?: number
  /** The JSON-RPC id, as text. */
  requestId?: string
  /** The trace that the call belongs to: 32 hexadecimal digits. */
  traceId?: string
  arguments?: Json
  result?: Json
  error?: IncidentError
  failure?: IncidentFailure
}

/** A call before the failing one, without its arguments and its result. */
export interface TrailEntry {
  tool: string
  outcome: OrText<CallOutcome>
  /** Milliseconds. */
  durationMs?: number
  /** When it started: RFC 3339 in UTC with milliseconds. */
  at?: string
}

/** What the MCP client said about itself. */
export interface ClientInfo {
  name?: string
  version?: string
  protocolVersion?: string
  /** The names of its capabilities, such as `elicitation.form`. */
  capabilities?: string[]
}

/** What the MCP server said about itself. */
export interface ServerInfo {
  name?: string
  version?: string
}

/** This SDK and what it runs on. */
export interface SdkInfo {
  name?: string
  version?: string
  language?: string
  runtime?: string
  /** The MCP SDK in use, such as `@modelcontextprotocol/sdk/1.32.2`. */
  mcp?: string
}

/** The failing call and where it happened. */
export interface TicketContext {
  correlation?: OrText<Correlation>
  incident?: Incident
  /** The calls of the same caller before the incident, oldest first. */
  trail?: TrailEntry[]
  client?: ClientInfo
  server?: ServerInfo
  sdk?: SdkInfo
  transport?: OrText<TransportName>
}
