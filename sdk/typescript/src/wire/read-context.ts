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
import { asObject, matching, present } from './unknown.ts'

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

/** Reads the context, its arguments before its error and its error before its result. Never throws. */
export function readContext(context: unknown, reader: ContextReader): TicketContext {
  const source = asObject(context) ?? {}
  const name = nameReader(reader)
  const correlation = name(source['correlation'])
  const incident =
    correlation !== undefined && WITHOUT_INCIDENT.has(correlation) ? undefined : source['incident']
  return present<TicketContext>({
    correlation,
    incident: part(incident, (value) => readIncident(value, reader)),
    trail: WITHOUT_TRAIL.has(correlation ?? '') ? undefined : readTrail(source['trail'], name),
    client: part(source['client'], (value) => readClient(value, name)),
    server: part(source['server'], (value) => readServer(value, name)),
    sdk: part(source['sdk'], (value) => readSdk(value, name)),
    transport: name(source['transport']),
  })
}

function readIncident(source: Source, reader: ContextReader): Incident {
  const name = nameReader(reader)
  const args = payload(source['arguments'], reader)
  const error = part(source['error'], (value) => readError(value, reader))
  const result = payload(source['result'], reader)
  return present<Incident>({
    ...named(source, name, 'id', 'tool', 'outcome'),
    startedAt: time(source['startedAt']),
    durationMs: duration(source['durationMs']),
    requestId: name(source['requestId']),
    traceId: matching(source['traceId'], TRACE_ID),
    arguments: args,
    result,
    error,
    failure: part(source['failure'], (value) => readFailure(value, name)),
  })
}

function readError(source: Source, reader: ContextReader): IncidentError {
  const name = nameReader(reader)
  const { code, message, stack } = source
  return present<IncidentError>({
    name: name(source['name']),
    message: typeof message === 'string' ? reader.message(message) : undefined,
    code: typeof code === 'number' && Number.isFinite(code) ? code : name(code),
    stack: typeof stack === 'string' ? reader.stack(stack) : undefined,
  })
}

function readFailure(source: Source, name: ReadName): IncidentFailure {
  const { retryable } = source
  return present<IncidentFailure>({
    class: name(source['class']),
    code: name(source['code']),
    retryable: typeof retryable === 'boolean' ? retryable : undefined,
    correlationId: name(source['correlationId']),
  })
}

function readTrail(value: unknown, name: ReadName): TrailEntry[] | undefined {
  const entries = newest(value, CONTEXT_LIMITS.trail, (entry): TrailEntry | undefined => {
    const source = asObject(entry) ?? {}
    const tool = name(source['tool'])
    const outcome = name(source['outcome'])
    if (tool === undefined || outcome === undefined) return undefined
    const rest = { durationMs: duration(source['durationMs']), at: time(source['at']) }
    return { tool, outcome, ...present<Partial<TrailEntry>>(rest) }
  })
  return entries?.length === 0 ? undefined : entries
}

function readClient(source: Source, name: ReadName): ClientInfo {
  const capabilities = source['capabilities']
  return present<ClientInfo>({
    ...named(source, name, 'name', 'version', 'protocolVersion'),
    capabilities: newest(capabilities, CONTEXT_LIMITS.capabilities, name),
  })
}

function readServer(source: Source, name: ReadName): ServerInfo {
  return named(source, name, 'name', 'version')
}

function readSdk(source: Source, name: ReadName): SdkInfo {
  return named(source, name, 'name', 'version', 'language', 'runtime', 'mcp')
}

/** A JSON object whose members are not known yet. */
type Source = Readonly<Record<string, unknown>>

/** The members that are short texts. */
function named<K extends string>(source: Source, name: ReadName, ...keys: K[]): { [P in K]?: string } {
  const texts: { [P in K]?: string } = {}
  for (const key of keys) {
    const text = name(source[key])
    if (text !== undefined) texts[key] = text
  }
  return texts
}

/** A nested object, or nothing if it is missing, has another type, or has no known member. */
function part<T extends object>(value: unknown, read: (source: Source) => T): T | undefined {
  const source = asObject(value)
  const known = source && read(source)
  return known && Object.keys(known).length > 0 ? known : undefined
}

/** The last `max` entries that can be read, in their order. */
function newest<T>(value: unknown, max: number, read: (entry: unknown) => T | undefined): T[] | undefined {
  if (!Array.isArray(value)) return undefined
  const entries: T[] = []
  for (let i = value.length - 1; i >= 0 && entries.length < max; i--) {
    const entry = read(value[i])
    if (entry !== undefined) entries.push(entry)
  }
  return entries.reverse()
}

function payload(value: unknown, reader: ContextReader): Json | undefined {
  return value === undefined ? undefined : reader.payload(value)
}

type ReadName = (value: unknown) => string | undefined

function nameReader(reader: ContextReader): ReadName {
  return (value) => (typeof value === 'string' ? reader.name(value) : undefined)
}

const time = (value: unknown): string | undefined => matching(value, TIME_PATTERN)

function duration(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined
}
