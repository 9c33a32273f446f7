/*
 * Which trace a call belongs to (wire contract §4.1). OpenTelemetry is looked up and never imported: all copies of its
 * API in a process, of every module format, meet in one global object. So a host without it has nothing to install.
 */
import { quietly } from '../wire/quietly.ts'
import { asText } from '../wire/unknown.ts'
import { readHeader, type MessageExtra } from './json-rpc.ts'

export interface Trace {
  traceparent: string
  traceId: string
}

/** A span of OpenTelemetry, as far as it is used. */
export interface Span {
  spanContext(): { traceId: string; spanId: string }
  isRecording(): boolean
  setAttribute(name: string, value: string): unknown
}

/** What says which trace a call belongs to. */
export interface TraceSources {
  meta: Record<string, unknown> | undefined
  /** The span that was active when the call arrived. */
  span: Span | undefined
  /** The span that was active when its handler started, which is closer to the call. It may have ended meanwhile. */
  handlerSpan?: Span | undefined
  extra: MessageExtra | undefined
}

interface OpenTelemetry {
  context?: { active(): { getValue(key: symbol): unknown } }
}

const API = Symbol.for('opentelemetry.js.api.1')
const SPAN = Symbol.for('OpenTelemetry Context Key SPAN')
const INCIDENT_ATTRIBUTE = 'mcp_obs.incident_id'

/** W3C Trace Context §3.2: version 00 has exactly 55 characters, later versions may have more, and ff is none. */
const TRACEPARENT =
  /^(?!ff|00.{54})[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-|$)/

/** The span of the host that is active where this is called, if the host has OpenTelemetry. */
export function activeSpan(): Span | undefined {
  return quietly(() => {
    const api = (globalThis as { [API]?: OpenTelemetry })[API]
    return api?.context?.active().getValue(SPAN) as Span | undefined
  })
}

/** The trace by the call's own metadata, else by the host's span, else by the header of the HTTP request. */
export function findTrace({ meta, span, handlerSpan = span, extra }: TraceSources): Trace | undefined {
  return (
    readTraceparent(meta?.['traceparent']) ??
    readTraceparent(quietly(() => writeTraceparent(handlerSpan))) ??
    readTraceparent(readHeader(extra, 'traceparent'))
  )
}

/** Writes the incident's id into the span, so that the ticket is found from the trace. */
export function markSpan({ span, handlerSpan }: TraceSources, incidentId: string): void {
  quietly(() =>
    [handlerSpan, span].find((one) => one?.isRecording())?.setAttribute(INCIDENT_ATTRIBUTE, incidentId),
  )
}

function readTraceparent(value: unknown): Trace | undefined {
  const traceparent = asText(value) ?? ''
  const traceId = TRACEPARENT.exec(traceparent)?.[1]
  return traceId ? { traceparent, traceId } : undefined
}

function writeTraceparent(span: Span | undefined): string | undefined {
  if (!span) return undefined
  const { traceId, spanId } = span.spanContext()
  return `00-${traceId}-${spanId}-01`
}
