/*
 * The known parts of a ticket's context. A part that is unknown or has the wrong type is left out, so that a ticket is
 * never refused because of its context.
 */
import { CONTEXT_LIMITS } from './limits.ts'
import type {
  ClientInfo,
  Incident,
  IncidentError,
  IncidentFailure,
  Json,
  SdkInfo,
  ServerInfo,
  TicketContext,
  TrailEntry,
} from './ticket-context.ts'
import { asObject, matching } from './unknown.ts'

/** RFC 3339 in UTC with milliseconds. */
export const TIME_PATTERN = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
const TRACE_ID = /^[0-9a-f]{32}$/
const WITHOUT_INCIDENT = new Set(['none', 'not-found', 'declined'])
const WITHOUT_TRAIL = new Set(['not-found', 'declined'])

/** What is done with the texts of a context. */
export interface ContextReader {
  /** A short text: a name, an id, a version. */
  name(text: string): string
  message(text: string): string
  stack(text: string): string
  /** The arguments or the result of a call. */
  payload(value: unknown): Json
}

/** Reads a value; gives nothing if it has the wrong type. */
type Read = (value: unknown, reader: ContextReader) => unknown

const text =
  (kind: 'name' | 'message' | 'stack'): Read =>
  (value, reader) =>
    typeof value === 'string' ? reader[kind](value) : undefined
const name = text('name')
const payload: Read = (value, reader) => (value === undefined ? undefined : reader.payload(value))
const time: Read = (value) => matching(value, TIME_PATTERN)
const duration: Read = (value) => (Number.isFinite(value) && (value as number) >= 0 ? value : undefined)

/** Reads the known members of an object, in this order; gives nothing if it has none of them. */
function members<T>(known: { [K in keyof Required<T>]: Read }): Read {
  return (value, reader) => {
    const source = asObject(value)
    let read: Record<string, unknown> | undefined
    for (const key in source && known) {
      const member = known[key as keyof T](source?.[key], reader)
      if (member !== undefined) (read ??= {})[key] = member
    }
    return read
  }
}

/** Reads the last `max` entries that can be read, in their order. */
function newest(max: number, read: Read): Read {
  return (value, reader) => {
    if (!Array.isArray(value)) return undefined
    const entries: unknown[] = []
    for (let i = value.length - 1; i >= 0 && entries.length < max; i--) {
      const entry = read(value[i], reader)
      if (entry !== undefined) entries.push(entry)
    }
    return entries.reverse()
  }
}

const readEntry = members<TrailEntry>({ tool: name, outcome: name, durationMs: duration, at: time })
const readTrail = newest(CONTEXT_LIMITS.trail, (value, reader) => {
  const entry = readEntry(value, reader) as Partial<TrailEntry> | undefined
  return entry?.tool === undefined || entry.outcome === undefined ? undefined : entry
})

const readKnown = members<TicketContext>({
  correlation: name,
  incident: members<Incident>({
    id: name,
    tool: name,
    outcome: name,
    startedAt: time,
    durationMs: duration,
    requestId: name,
    traceId: (value) => matching(value, TRACE_ID),
    arguments: payload,
    error: members<IncidentError>({
      name,
      message: text('message'),
      code: (value, reader) => (Number.isFinite(value) ? value : name(value, reader)),
      stack: text('stack'),
    }),
    result: payload,
    failure: members<IncidentFailure>({
      class: name,
      code: name,
      retryable: (value) => (typeof value === 'boolean' ? value : undefined),
      correlationId: name,
    }),
  }),
  trail: (value, reader) => {
    const trail = readTrail(value, reader) as TrailEntry[] | undefined
    return trail?.length === 0 ? undefined : trail
  },
  client: members<ClientInfo>({
    name,
    version: name,
    protocolVersion: name,
    capabilities: newest(CONTEXT_LIMITS.capabilities, name),
  }),
  server: members<ServerInfo>({ name, version: name }),
  sdk: members<SdkInfo>({ name, version: name, language: name, runtime: name, mcp: name }),
  transport: name,
})

/** Reads the context, its arguments before its error and its error before its result. Never throws. */
export function readContext(context: unknown, reader: ContextReader): TicketContext {
  const known = (readKnown(context, reader) ?? {}) as TicketContext
  const { correlation = '' } = known
  if (WITHOUT_INCIDENT.has(correlation)) delete known.incident
  if (WITHOUT_TRAIL.has(correlation)) delete known.trail
  return known
}
