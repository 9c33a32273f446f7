/*
 * Brings a ticket's context into the form and the limits of the wire contract. A part that is unknown or has the
 * wrong type is dropped. A part that is too large is cut and marked. So a ticket is never refused because of its
 * context.
 */
import { boundText, boundValue } from './bound-value.ts'
import { CONTEXT_LIMITS } from './limits.ts'
import { cutMarker } from './markers.ts'
import type {
  ClientInfo,
  Incident,
  IncidentError,
  Json,
  SdkInfo,
  ServerInfo,
  TicketContext,
  TrailEntry,
} from './ticket-context.ts'

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
const TRACE_ID = /^[0-9a-f]{32}$/
const WITHOUT_INCIDENT = new Set(['none', 'not-found', 'declined'])

/**
 * The known parts of `context`, each within its limit and together within `maxBytes` of JSON in UTF-8. Redact first:
 * the redaction rules do not recognise a secret that was cut. Never throws. Bounding twice equals bounding once.
 *
 * @param context anything, usually a parsed JSON value.
 * @param maxBytes what is left in the body for the context. At most 32 KiB of it are used.
 */
export function boundContext(context: unknown, maxBytes: number): TicketContext {
  const limit = Math.min(maxBytes, CONTEXT_LIMITS.bytes)
  const source = asRecord(context)
  for (const cap of [CONTEXT_LIMITS.string, ...CONTEXT_LIMITS.recut]) {
    const bound = readContext(source, cap)
    if (byteLength(bound) <= limit) return bound
  }
  return shed(readContext(source, CONTEXT_LIMITS.recut[2]), limit)
}

/** The number of bytes of the value as JSON in UTF-8. */
export function byteLength(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value)).length
}

/** Removes one part after another until the rest fits. The failing call's own facts go last. */
function shed(context: TicketContext, limit: number): TicketContext {
  const steps: ((context: TicketContext) => void)[] = [
    ({ incident }) => incident?.result !== undefined && (incident.result = cutMarker('size')),
    ({ incident }) => incident?.arguments !== undefined && (incident.arguments = cutMarker('size')),
    (shrunk) => delete shrunk.trail,
    (shrunk) => delete shrunk.client,
    (shrunk) => delete shrunk.incident,
  ]
  for (const step of steps) {
    step(context)
    if (byteLength(context) <= limit) return context
  }
  return {}
}

function readContext(source: Source, cap: number): TicketContext {
  const correlation = name(source['correlation'])
  const incident =
    correlation !== undefined && WITHOUT_INCIDENT.has(correlation) ? undefined : source['incident']
  return present<TicketContext>({
    correlation,
    incident: part(incident, (value) => readIncident(value, cap)),
    trail: readTrail(source['trail']),
    client: part(source['client'], readClient),
    server: part(source['server'], readServer),
    sdk: part(source['sdk'], readSdk),
    transport: name(source['transport']),
  })
}

function readIncident(source: Source, cap: number): Incident {
  return present<Incident>({
    id: name(source['id']),
    tool: name(source['tool']),
    outcome: name(source['outcome']),
    startedAt: time(source['startedAt']),
    durationMs: duration(source['durationMs']),
    requestId: name(source['requestId']),
    traceId: matching(source['traceId'], TRACE_ID),
    arguments: payload(source['arguments'], cap),
    result: payload(source['result'], cap),
    error: part(source['error'], (value) => readError(value, cap)),
  })
}

function readError(source: Source, cap: number): IncidentError {
  const code = source['code']
  return present<IncidentError>({
    name: name(source['name']),
    message: text(source['message'], cap),
    code: typeof code === 'number' && Number.isFinite(code) ? code : name(code),
    // The stack has its own, larger cap until the context must shrink.
    stack: text(source['stack'], cap === CONTEXT_LIMITS.string ? CONTEXT_LIMITS.stack : cap),
  })
}

function readTrail(value: unknown): TrailEntry[] | undefined {
  if (!Array.isArray(value)) return undefined
  const entries = value.map(asRecord).flatMap((source): TrailEntry[] => {
    const tool = name(source['tool'])
    const outcome = name(source['outcome'])
    if (tool === undefined || outcome === undefined) return []
    const rest = { durationMs: duration(source['durationMs']), at: time(source['at']) }
    return [{ tool, outcome, ...present<Partial<TrailEntry>>(rest) }]
  })
  return entries.length === 0 ? undefined : entries.slice(-CONTEXT_LIMITS.trail)
}

function readClient(source: Source): ClientInfo {
  const capabilities = source['capabilities']
  return present<ClientInfo>({
    name: name(source['name']),
    version: name(source['version']),
    protocolVersion: name(source['protocolVersion']),
    capabilities: Array.isArray(capabilities)
      ? capabilities.flatMap((value) => name(value) ?? []).slice(-CONTEXT_LIMITS.capabilities)
      : undefined,
  })
}

function readServer(source: Source): ServerInfo {
  return present<ServerInfo>({ name: name(source['name']), version: name(source['version']) })
}

function readSdk(source: Source): SdkInfo {
  return present<SdkInfo>({
    name: name(source['name']),
    version: name(source['version']),
    language: name(source['language']),
    runtime: name(source['runtime']),
    mcp: name(source['mcp']),
  })
}

/** A JSON object whose members are not known yet. */
type Source = Readonly<Record<string, unknown>>

function asRecord(value: unknown): Source {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Source) : {}
}

/** The object without its undefined members, because absent fields are left out on the wire. */
function present<T extends object>(members: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as T
}

/** A nested object, or nothing if it is missing, has another type, or has no known member. */
function part<T extends object>(value: unknown, read: (source: Source) => T): T | undefined {
  const known = read(asRecord(value))
  return Object.keys(known).length === 0 ? undefined : known
}

function text(value: unknown, chars: number): string | undefined {
  return typeof value === 'string' ? boundText(value, { chars }) : undefined
}

function payload(value: unknown, chars: number): Json | undefined {
  return value === undefined ? undefined : boundValue(value, { chars })
}

const name = (value: unknown): string | undefined => text(value, CONTEXT_LIMITS.name)
const time = (value: unknown): string | undefined => matching(value, TIME)

function matching(value: unknown, pattern: RegExp): string | undefined {
  return typeof value === 'string' && pattern.test(value) ? value : undefined
}

function duration(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined
}
