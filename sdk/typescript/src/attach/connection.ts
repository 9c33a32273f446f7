/*
 * What the SDK does with the traffic of one connection: it remembers each tool call until its answer passes, has
 * failing calls kept as incidents, and says in their results how to report them.
 */
import { quietly } from '../wire/quietly.ts'
import { setBounded } from '../wire/set-bounded.ts'
import type { CallOutcome } from '../wire/ticket-context.ts'
import { readOutcome } from '../capture/call-outcome.ts'
import { readServerInfo } from '../capture/client-info.ts'
import { Handshake } from '../capture/handshake.ts'
import {
  readUrl,
  type Message,
  type MessageExtra,
  type RequestId,
  type Transport,
} from '../capture/json-rpc.ts'
import { Peer } from '../capture/peer.ts'
import { PendingCalls, type PendingCall } from '../capture/pending-calls.ts'
import type { TransportListener } from '../capture/tap-transport.ts'
import { activeSpan, findTrace } from '../capture/trace.ts'
import { addHint, isInvalidArguments } from '../tools/hint.ts'
import type { ProvidedTool } from '../tools/provided-tools.ts'
import type { CallToolResult } from '../tools/write-result.ts'
import type { Availability } from './availability.ts'
import { recordEnds, type RecordEnd } from './call-recorder.ts'
import { describeSurroundings } from './describe-surroundings.ts'
import { identifyCalls, type IdentifyCall } from './identify-calls.ts'
import type { Instance } from './instance.ts'
import { offerTools, type OfferedTools, type OfferingConnection } from './offered-tools.ts'
import { TaskWatch } from './task-watch.ts'

/** Requests without an answer beyond this number are forgotten. */
const MAX_PENDING = 1_000

export interface ConnectionParts {
  instance: Instance
  availability: Availability
  transport: Transport
  /** The MCP SDK the server is made with, if known. */
  mcp: string | undefined
  /** The server's name for itself, if known. */
  name?: unknown
  onClose: () => void
}

export class Connection implements TransportListener, OfferingConnection {
  readonly #parts: ConnectionParts
  readonly #calls = new PendingCalls()
  /** Requests for the list of tools, and whether each is for its first page. */
  readonly #lists = new Map<RequestId, boolean>()
  readonly #handshake = new Handshake()
  readonly #peer: Peer
  readonly #identify: IdentifyCall
  readonly #recordEnd: RecordEnd
  readonly #offered: OfferedTools
  readonly #tasks: TaskWatch
  #isMet = false
  #isListed = false

  constructor(parts: ConnectionParts) {
    const { instance, availability, transport } = parts
    this.#parts = parts
    this.#peer = new Peer(transport, instance.client, instance.isStdio)
    this.#identify = identifyCalls(instance, this.#peer)
    this.#recordEnd = recordEnds(instance, availability, this.#identify)
    this.#offered = offerTools(instance, availability, transport, this)
    this.#tasks = new TaskWatch(instance.client.tasks, (...end) => this.#ended(...end))
  }

  received(message: Message, extra: MessageExtra | undefined): boolean {
    const { method, id } = message
    this.#peer.received(method, extra)
    if (!this.#isMet) this.#meet(extra)
    if (id !== undefined) {
      if (method === 'tools/call') return this.#receivedCall(message, id, extra)
      if (method === 'tools/list') this.#receivedListRequest(message, id)
      else if (method === 'initialize') this.#handshake.request(message)
      else if (method?.startsWith('tasks/')) return this.#receivedTaskRequest(message, id, extra)
    } else if (method === 'notifications/cancelled') this.#cancelled(message.params?.['requestId'])
    return false
  }

  sending(message: Message): Message {
    const { id, method } = message
    if (id === undefined || method !== undefined) {
      if (method?.startsWith('notifications/tasks')) this.#tasks.announced(message)
      return message
    }
    const call = this.#calls.take(id)
    if (call) return this.#answered(call, message)
    const isFirstPage = this.#lists.get(id)
    if (isFirstPage !== undefined) {
      this.#lists.delete(id)
      return this.#offered.complete(message, isFirstPage)
    }
    if (this.#handshake.isAnswer(id)) this.#answeredHandshake(message)
    return this.#tasks.answered(id, message)
  }

  closed(): void {
    for (const call of this.#calls.takeAll()) this.#recordEnd(call, 'no-answer', undefined)
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

  callTool(tool: ProvidedTool, id: RequestId): Promise<CallToolResult> {
    const { instance, mcp } = this.#parts
    const call = this.#calls.get(id)
    const abort = new AbortController()
    if (call) call.abort = abort
    return instance.running.run(abort, () =>
      tool.call({
        arguments: call?.arguments,
        caller: call ? this.#identify(call) : {},
        trace: call && findTrace(call),
        surroundings: describeSurroundings(
          instance,
          { peer: this.#peer, mcp, introduced: this.#handshake.client },
          call,
        ),
        signal: abort.signal,
      }),
    )
  }

  awaits(id: RequestId): boolean {
    return this.#calls.get(id) !== undefined
  }

  get runsTasks(): boolean {
    return this.#handshake.runsTasks
  }

  noteListed(): void {
    const { client, toolName } = this.#parts.instance
    this.#isListed = true
    client.listed.add(toolName)
    client.config.noteListed()
  }

  /** Tells the client that the list of tools has changed, if the server has said that it does so. */
  announceTools(): void {
    if (!this.#handshake.announcesTools) return
    void quietly(() =>
      this.#parts.transport.send({ jsonrpc: '2.0', method: 'notifications/tools/list_changed' }),
    )
  }

  /** Without sessions, this may be the only message of the connection. */
  #meet(extra: MessageExtra | undefined): void {
    this.#isMet = true
    const { availability, name } = this.#parts
    // Before version 1.26, the MCP SDK passes no URL on. Servers at different URLs rarely have the same name.
    if (!this.#hasOneClient()) availability.share(readUrl(extra) || String(name))
  }

  /** Whether all messages of this connection come from the same client. */
  #hasOneClient(): boolean {
    return this.#peer.session !== undefined || this.#peer.onlyUser(undefined) !== undefined
  }

  #receivedCall(message: Message, id: RequestId, extra: MessageExtra | undefined): boolean {
    const call = this.#calls.add(id, message, extra)
    return this.#offered.takesCall(message, id, () => this.#identify(call).owner)
  }

  #receivedListRequest({ params }: Message, id: RequestId): void {
    this.#parts.instance.client.config.refreshIfStale()
    setBounded(this.#lists, id, !params?.['cursor'], MAX_PENDING)
  }

  #receivedTaskRequest(message: Message, id: RequestId, extra: MessageExtra | undefined): boolean {
    const { owner } = this.#identify({ extra })
    if (this.#offered.takesTask(message, id, owner)) return true
    this.#tasks.requested(message, id, owner)
    return false
  }

  #cancelled(id: unknown): void {
    const call = this.#calls.take(id as RequestId)
    if (!call) return
    call.abort?.abort()
    this.#recordEnd(call, 'cancelled', undefined)
  }

  #answered(call: PendingCall, message: Message): Message {
    this.#noteServer(message)
    const outcome = readOutcome(message)
    if (outcome === undefined) return message
    if (outcome === 'ok' && this.#tasks.takesOver(call, message, this.#identify)) return message
    return this.#ended(call, outcome, message)
  }

  #ended<T extends Message | undefined>(
    call: PendingCall,
    outcome: CallOutcome,
    answer: T,
    isKnown = false,
  ): T | Message {
    const { instance } = this.#parts
    const incidentId = this.#recordEnd(call, outcome, answer, isKnown)
    if (incidentId === undefined || !answer || !instance.hints) return answer
    if (!this.#isToolKnown() || isInvalidArguments(answer)) return answer
    const { toolName, client } = instance
    return addHint(answer, { serverName: client.config.current?.serverName ?? '', toolName, incidentId })
  }

  /** Whether the client has got our tool in a list, so that it can call it (wire contract §8). */
  #isToolKnown(): boolean {
    const { client, toolName } = this.#parts.instance
    return this.#isListed || (!this.#hasOneClient() && client.listed.has(toolName))
  }

  #answeredHandshake(message: Message): void {
    const { instance } = this.#parts
    this.#handshake.answer(message)
    this.#noteServer(message)
    if (instance.isOn() && !this.#handshake.hasTools)
      instance.warnOnce(
        'clients do not get the support tool: the server does not declare the tools capability',
      )
  }

  #noteServer(message: Message): void {
    const server = readServerInfo(message)
    if (server) this.#parts.instance.client.server = server
  }
}
