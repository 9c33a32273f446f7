/*
 * What the SDK does with the traffic of one connection: it remembers each tool call until its answer goes by, keeps the
 * failing ones as incidents, and says in their results how to report them.
 */
import { identifyCaller, type Caller } from '../capture/caller.ts'
import { capture, captureIncident } from '../capture/capture-incident.ts'
import { readEnvelope, readInitialize, readServerInfo } from '../capture/client-info.ts'
import { correlationRules } from '../capture/correlate-incident.ts'
import { addHint, isInvalidArguments } from '../tools/hint.ts'
import {
  readTrace,
  type Message,
  type MessageExtra,
  type RequestId,
  type Transport,
} from '../capture/json-rpc.ts'
import type { DeskTool } from '../tools/provided-tools.ts'
import type { Offer } from './availability.ts'
import { mintIncidentId, randomBase32 } from '../capture/random-id.ts'
import { sdkInfo } from '../platform/runtime.ts'
import type { Session } from './instance.ts'
import type { TransportListener } from '../capture/tap-transport.ts'
import type { CallOutcome, ClientInfo, TicketContext, TransportName } from '../wire/ticket-context.ts'
import type { CallToolResult } from '../tools/write-result.ts'

const INCIDENT_TTL_MS = 3_600_000
/** Requests without an answer beyond this are forgotten. */
const MAX_PENDING = 1_000

interface PendingCall {
  tool: string
  arguments: unknown
  id: RequestId
  meta: Record<string, unknown> | undefined
  extra: MessageExtra | undefined
  /** Milliseconds since the epoch. */
  startedAt: number
  thrown?: unknown
  /** Gives up a call of the desk's own tool. */
  abort?: AbortController
}

/** Answers calls of the desk's tools for servers that cannot register them. */
export interface Interception {
  /** True if this call is for one of the desk's tools and will be answered through `answer`. */
  takes(message: Message): boolean
  answer(message: Message): void
}

export interface ConnectionParts {
  session: Session
  offer: Offer
  transport: Transport
  /** The MCP SDK the server is made with, if known. */
  mcp: string | undefined
  onClose: () => void
}

export class Connection implements TransportListener {
  readonly #session: Session
  readonly #offer: Offer
  readonly #transport: Transport
  readonly #mcp: string | undefined
  readonly #onClose: () => void
  readonly #calls = new Map<RequestId, PendingCall>()
  readonly #lists = new Set<RequestId>()
  readonly #connectionId: string
  #initializeId: RequestId | undefined
  #client: ClientInfo | undefined
  #announcesTools = false
  interception: Interception | undefined
  /** Puts the entries of the desk's tools into a list. */
  completeList: ((list: Message) => Message) | undefined

  constructor({ session, offer, transport, mcp, onClose }: ConnectionParts) {
    this.#session = session
    this.#offer = offer
    this.#transport = transport
    this.#mcp = mcp
    this.#onClose = onClose
    // All of a stdio process is one user; two in-memory pairs may be two.
    this.#connectionId =
      nameTransport(transport, undefined) === 'stdio' ? session.desk.processId : randomBase32(16)
  }

  received(message: Message, extra: MessageExtra | undefined): boolean {
    const { method, id } = message
    if (method === 'tools/call' && id !== undefined) return this.#receivedCall(message, id, extra)
    if (method === 'tools/list' && id !== undefined) {
      this.#session.desk.config.refreshIfStale()
      if (this.#lists.size >= MAX_PENDING) this.#lists.clear()
      this.#lists.add(id)
    } else if (method === 'initialize') {
      this.#initializeId = id
      this.#client = readInitialize(message.params)
    } else if (method === 'notifications/cancelled') {
      this.#cancelled(message.params?.['requestId'])
    }
    return false
  }

  sending(message: Message): Message {
    const { id } = message
    if (id === undefined || message.method !== undefined) return message
    const call = this.#calls.get(id)
    if (call) {
      this.#calls.delete(id)
      return this.#answered(call, message)
    }
    if (this.#lists.delete(id)) return this.completeList?.(message) ?? message
    if (id === this.#initializeId) this.#introduced(message)
    return message
  }

  closed(): void {
    for (const call of this.#calls.values()) this.#keep(call, 'no-answer', undefined)
    this.#calls.clear()
    this.#lists.clear()
    this.#onClose()
  }

  /** What a handler threw, before the MCP SDK turned it into a sentence. */
  noteThrown(id: RequestId, thrown: unknown): void {
    const call = this.#calls.get(id)
    if (call) call.thrown = thrown
  }

  /** Runs one of the desk's tools with everything the connection knows about the call. */
  callTool(tool: DeskTool, id: RequestId | undefined): Promise<CallToolResult> {
    const call = id === undefined ? undefined : this.#calls.get(id)
    const abort = new AbortController()
    if (call) call.abort = abort
    return this.#session.running.run(abort, () =>
      tool.call({
        arguments: call?.arguments,
        caller: call ? this.#caller(call) : {},
        trace: readTrace(call?.meta),
        surroundings: this.#describe(call),
        signal: abort.signal,
      }),
    )
  }

  /** Whether the client still wants an answer. */
  awaits(id: RequestId): boolean {
    return this.#calls.has(id)
  }

  /** Tells the client that the list of tools is another, if the server has said that it may be told so. */
  announceTools(): void {
    if (!this.#announcesTools) return
    this.#transport
      .send({ jsonrpc: '2.0', method: 'notifications/tools/list_changed' })
      .catch(() => undefined)
  }

  #describe(call: PendingCall | undefined): TicketContext {
    const { desk, redactor } = this.#session
    return capture(
      {
        client: this.#describeClient(call),
        ...(desk.server && { server: desk.server }),
        sdk: sdkInfo(this.#mcp),
        transport: nameTransport(this.#transport, call?.extra),
      },
      redactor,
    )
  }

  #receivedCall(message: Message, id: RequestId, extra: MessageExtra | undefined): boolean {
    const { name, arguments: args, _meta: meta } = message.params ?? {}
    if (this.#calls.size >= MAX_PENDING) this.#forgetOldest()
    this.#calls.set(id, { tool: String(name), arguments: args, id, meta, extra, startedAt: Date.now() })
    if (!this.interception?.takes(message)) return false
    this.interception.answer(message)
    return true
  }

  #answered(call: PendingCall, message: Message): Message {
    const { result } = message
    const server = readServerInfo(message)
    if (server) this.#session.desk.server = server
    // A round that asks the user for more is neither a success nor a failure yet.
    if (result?.['resultType'] === 'input_required') return message
    const outcome: CallOutcome = message.error ? 'rpc-error' : result?.isError === true ? 'tool-error' : 'ok'
    if (outcome === 'ok') {
      this.#note(call, 'ok')
      return message
    }
    const incidentId = this.#keep(call, outcome, message)
    const hinted = incidentId !== undefined && this.#session.hints && !isInvalidArguments(message)
    return hinted ? addHint(message, this.#session.toolName, incidentId) : message
  }

  #cancelled(id: unknown): void {
    const call = this.#calls.get(id as RequestId)
    if (!call) return
    this.#calls.delete(call.id)
    call.abort?.abort()
    this.#keep(call, 'cancelled', undefined)
  }

  #introduced(message: Message): void {
    this.#session.desk.server = readServerInfo(message) ?? this.#session.desk.server
    const { tools } = (message.result?.['capabilities'] ?? {}) as { tools?: { listChanged?: unknown } }
    this.#announcesTools = tools?.listChanged === true
  }

  /** Keeps a failing call, unless support is off. The desk's own failures are never an incident. */
  #keep(call: PendingCall, outcome: CallOutcome, answer: Message | undefined): string | undefined {
    const { desk, store, redactor } = this.#session
    if (!this.#offer.isOn() || this.#offer.find(call.tool)) return undefined
    const caller = this.#caller(call)
    const trail = desk.trails.read(caller.owner)
    this.#note(call, outcome)

    const id = mintIncidentId()
    const traceId = readTrace(call.meta)?.traceId
    const observed = { ...call, requestId: String(call.id), durationMs: elapsed(call), traceId }
    const put = store.put({
      id,
      ...(caller.owner !== undefined && { owner: caller.owner }),
      keys: correlationRules(caller, traceId).map(([, key]) => key),
      expiresAt: Date.now() + INCIDENT_TTL_MS,
      incident: captureIncident(id, observed, outcome, answer, redactor),
      trail,
    })
    if (put instanceof Promise) put.catch(() => this.#session.logger.warn('the incident store failed'))
    return id
  }

  #note(call: PendingCall, outcome: CallOutcome): void {
    if (!this.#offer.isOn() || this.#offer.find(call.tool)) return
    const { owner } = this.#caller(call)
    if (owner === undefined) return
    const { desk } = this.#session
    const tool = this.#session.nameTool(call.tool)
    desk.trails.add(owner, { tool, outcome, durationMs: elapsed(call), at: call.startedAt })
  }

  #caller({ extra }: PendingCall): Caller {
    return identifyCaller({
      authInfo: extra?.authInfo,
      sessionId: this.#transport.sessionId,
      transport: nameTransport(this.#transport, extra),
      connectionId: this.#connectionId,
      identify: this.#session.identify,
    })
  }

  #describeClient(call: PendingCall | undefined): ClientInfo {
    const client = readEnvelope(call?.meta) ?? this.#client
    if (client) return client
    // Stateless HTTP: the request that introduced the client went to another connection.
    const protocolVersion = readHeader(call?.extra, 'mcp-protocol-version')
    return protocolVersion === undefined ? {} : { protocolVersion }
  }

  #forgetOldest(): void {
    const oldest = this.#calls.keys().next()
    if (!oldest.done) this.#calls.delete(oldest.value)
  }
}

const elapsed = (call: PendingCall): number => Math.max(0, Date.now() - call.startedAt)

/** By the class's name, and never a one-user transport where an HTTP request is at hand. */
function nameTransport(transport: Transport, extra: MessageExtra | undefined): TransportName {
  const name = transport.constructor.name
  if (/sse/i.test(name)) return 'sse'
  if (/http/i.test(name) || extra?.request !== undefined || extra?.requestInfo !== undefined)
    return 'streamable-http'
  if (/stdio/i.test(name)) return 'stdio'
  return /inmemory/i.test(name) ? 'in-memory' : 'other'
}

function readHeader(extra: MessageExtra | undefined, name: string): string | undefined {
  const { headers } = (extra?.request ?? extra?.requestInfo ?? {}) as { headers?: unknown }
  if (headers instanceof Headers) return headers.get(name) ?? undefined
  const value = (headers as Record<string, unknown> | undefined)?.[name]
  return typeof value === 'string' ? value : undefined
}
