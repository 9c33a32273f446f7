/*
 * What the SDK does with the traffic of one connection: it remembers each tool call until its answer passes, has
 * failing calls kept as incidents, and says in their results how to report them.
 */
import { readOutcome } from '../capture/call-outcome.ts'
import { readServerInfo } from '../capture/client-info.ts'
import { Handshake } from '../capture/handshake.ts'
import type { Message, MessageExtra, RequestId, Transport } from '../capture/json-rpc.ts'
import { PendingCalls, type PendingCall } from '../capture/pending-calls.ts'
import type { TransportListener } from '../capture/tap-transport.ts'
import { activeSpan, findTrace } from '../capture/trace.ts'
import { addHint, isInvalidArguments } from '../tools/hint.ts'
import type { ProvidedTool } from '../tools/provided-tools.ts'
import type { CallToolResult } from '../tools/write-result.ts'
import type { Availability } from './availability.ts'
import { CallRecorder } from './call-recorder.ts'
import { describeSurroundings } from './describe-surroundings.ts'
import { identifyCalls, type IdentifyCall } from './identify-calls.ts'
import type { Instance } from './instance.ts'

/** Requests for the list of tools beyond this number are forgotten. */
const MAX_PENDING_LISTS = 1_000

/** Answers calls of our tools for servers that cannot register them. */
export interface Interception {
  /** Whether this call is for one of our tools and will be answered through `answer`. */
  takes(message: Message): boolean
  answer(message: Message): void
}

export interface ConnectionParts {
  instance: Instance
  availability: Availability
  transport: Transport
  /** The MCP SDK the server is made with, if known. */
  mcp: string | undefined
  onClose: () => void
}

export class Connection implements TransportListener {
  readonly #parts: ConnectionParts
  readonly #calls = new PendingCalls()
  readonly #lists = new Set<RequestId>()
  readonly #handshake = new Handshake()
  readonly #identify: IdentifyCall
  readonly #recorder: CallRecorder
  interception: Interception | undefined
  /** Puts the entries of our tools into a list. */
  completeList: ((list: Message) => Message) | undefined

  constructor(parts: ConnectionParts) {
    const { instance, availability, transport } = parts
    this.#parts = parts
    this.#identify = identifyCalls(instance, transport)
    this.#recorder = new CallRecorder(instance, availability, this.#identify)
  }

  received(message: Message, extra: MessageExtra | undefined): boolean {
    const { method, id } = message
    if (method === 'tools/call' && id !== undefined) return this.#receivedCall(message, id, extra)
    if (method === 'tools/list' && id !== undefined) this.#receivedListRequest(id)
    else if (method === 'initialize') this.#handshake.request(message)
    else if (method === 'notifications/cancelled') this.#cancelled(message.params?.['requestId'])
    return false
  }

  sending(message: Message): Message {
    const { id } = message
    if (id === undefined || message.method !== undefined) return message
    const call = this.#calls.take(id)
    if (call) return this.#answered(call, message)
    if (this.#lists.delete(id)) return this.#listed(this.completeList?.(message) ?? message)
    if (this.#handshake.isAnswer(id)) {
      this.#handshake.answer(message)
      this.#noteServer(message)
    }
    return message
  }

  closed(): void {
    for (const call of this.#calls.takeAll()) this.#recorder.failed(call, 'no-answer', undefined)
    this.#lists.clear()
    this.#parts.onClose()
  }

  /** Notes the host's span that a handler starts in. */
  noteStarted(id: RequestId): void {
    const call = this.#calls.get(id)
    if (call) call.handlerSpan = activeSpan()
  }

  /** Notes what a handler threw, before the MCP SDK reduces it to a message. */
  noteThrown(id: RequestId, thrown: unknown): void {
    const call = this.#calls.get(id)
    if (call) call.thrown = thrown
  }

  /** Runs one of our tools with everything the connection knows about the call. */
  callTool(tool: ProvidedTool, id: RequestId | undefined): Promise<CallToolResult> {
    const { instance, transport, mcp } = this.#parts
    const call = id === undefined ? undefined : this.#calls.get(id)
    const abort = new AbortController()
    if (call) call.abort = abort
    return instance.running.run(abort, () =>
      tool.call({
        arguments: call?.arguments,
        caller: call ? this.#identify(call.extra) : {},
        trace: call && findTrace(call),
        surroundings: describeSurroundings(
          instance,
          { transport, mcp, introduced: this.#handshake.client },
          call,
        ),
        signal: abort.signal,
      }),
    )
  }

  /** Whether the client still wants an answer. */
  awaits(id: RequestId): boolean {
    return this.#calls.get(id) !== undefined
  }

  /** Tells the client that the list of tools has changed, if the server has said that it does so. */
  announceTools(): void {
    if (!this.#handshake.announcesTools) return
    this.#parts.transport
      .send({ jsonrpc: '2.0', method: 'notifications/tools/list_changed' })
      .catch(() => undefined)
  }

  #receivedCall(message: Message, id: RequestId, extra: MessageExtra | undefined): boolean {
    this.#calls.add(id, message, extra)
    if (!this.interception?.takes(message)) return false
    this.interception.answer(message)
    return true
  }

  #receivedListRequest(id: RequestId): void {
    this.#parts.instance.client.config.refreshIfStale()
    if (this.#lists.size >= MAX_PENDING_LISTS) this.#lists.clear()
    this.#lists.add(id)
  }

  /** Notes for the dashboard that the client gets our tool. */
  #listed(list: Message): Message {
    const { toolName, client } = this.#parts.instance
    const { tools } = list.result ?? {}
    const isListed = Array.isArray(tools) && tools.some((tool: { name?: unknown }) => tool?.name === toolName)
    if (isListed) client.config.noteListed()
    return list
  }

  #cancelled(id: unknown): void {
    const call = this.#calls.take(id as RequestId)
    if (!call) return
    call.abort?.abort()
    this.#recorder.failed(call, 'cancelled', undefined)
  }

  #answered(call: PendingCall, message: Message): Message {
    this.#noteServer(message)
    const outcome = readOutcome(message)
    if (outcome === undefined) return message
    if (outcome === 'ok') {
      this.#recorder.succeeded(call)
      return message
    }
    const { hints, toolName, client } = this.#parts.instance
    const serverName = client.config.current?.serverName ?? ''
    const incidentId = this.#recorder.failed(call, outcome, message)
    const hinted = incidentId !== undefined && hints && !isInvalidArguments(message)
    return hinted ? addHint(message, { serverName, toolName, incidentId }) : message
  }

  #noteServer(message: Message): void {
    const server = readServerInfo(message)
    if (server) this.#parts.instance.client.server = server
  }
}
