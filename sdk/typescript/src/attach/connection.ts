/*
 * What the SDK does with the traffic of one connection: it remembers each tool call until its answer passes, has
 * failing calls kept as incidents, and says in their results how to report them.
 */
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
import { readTaskEnd, readTaskId, type RunningTask } from '../capture/tasks.ts'
import { activeSpan, findTrace } from '../capture/trace.ts'
import { addHint, isInvalidArguments } from '../tools/hint.ts'
import type { ProvidedTool } from '../tools/provided-tools.ts'
import type { CallToolResult } from '../tools/write-result.ts'
import type { Availability } from './availability.ts'
import { CallRecorder } from './call-recorder.ts'
import { describeSurroundings } from './describe-surroundings.ts'
import { identifyCalls, type IdentifyCall } from './identify-calls.ts'
import type { Instance } from './instance.ts'
import { OfferedTools, type OfferingConnection } from './offered-tools.ts'

/** Requests without an answer beyond this number are forgotten. */
const MAX_PENDING = 1_000

export interface ConnectionParts {
  instance: Instance
  availability: Availability
  transport: Transport
  /** The MCP SDK the server is made with, if known. */
  mcp: string | undefined
  onClose: () => void
}

/** A request about a task that a call goes on as. */
interface TaskRequest {
  id: string
  task: RunningTask
  method: string
}

export class Connection implements TransportListener, OfferingConnection {
  readonly #parts: ConnectionParts
  readonly #calls = new PendingCalls()
  /** Requests for the list of tools, and whether each is for its first page. */
  readonly #lists = new Map<RequestId, boolean>()
  readonly #taskRequests = new Map<RequestId, TaskRequest>()
  readonly #handshake = new Handshake()
  readonly #peer: Peer
  readonly #identify: IdentifyCall
  readonly #recorder: CallRecorder
  readonly #offered: OfferedTools
  #isMet = false
  #isListed = false

  constructor(parts: ConnectionParts) {
    const { instance, availability, transport } = parts
    this.#parts = parts
    this.#peer = new Peer(transport, instance.client, instance.isStdio)
    this.#identify = identifyCalls(instance, this.#peer)
    this.#recorder = new CallRecorder(instance, availability, this.#identify)
    this.#offered = new OfferedTools(instance, availability, transport, this)
  }

  received(message: Message, extra: MessageExtra | undefined): boolean {
    const { method, id } = message
    this.#peer.received(method, extra)
    if (!this.#isMet) this.#meet(extra)
    if (id !== undefined) {
      if (method === 'tools/call') return this.#receivedCall(message, id, extra)
      if (method === 'tools/list') this.#receivedListRequest(message, id)
      else if (method === 'initialize') this.#handshake.request(message)
      else if (method?.startsWith('tasks/')) return this.#receivedTaskRequest(message, id, method, extra)
    } else if (method === 'notifications/cancelled') this.#cancelled(message.params?.['requestId'])
    return false
  }

  sending(message: Message): Message {
    const { id, method } = message
    if (id === undefined || method !== undefined) {
      if (method?.startsWith('notifications/tasks')) this.#noteTaskStatus(message)
      return message
    }
    const call = this.#calls.take(id)
    if (call) return this.#answered(call, message)
    const isFirstPage = this.#lists.get(id)
    if (isFirstPage !== undefined) {
      this.#lists.delete(id)
      return this.#offered.complete(message, isFirstPage)
    }
    const request = this.#taskRequests.get(id)
    if (request) {
      this.#taskRequests.delete(id)
      return this.#answeredTaskRequest(request, message)
    }
    if (this.#handshake.isAnswer(id)) this.#answeredHandshake(message)
    return message
  }

  closed(): void {
    for (const call of this.#calls.takeAll()) this.#recorder.ended(call, 'no-answer', undefined)
    this.#lists.clear()
    this.#taskRequests.clear()
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
    client.listed.set(toolName, Date.now())
    client.config.noteListed()
  }

  /** Tells the client that the list of tools has changed, if the server has said that it does so. */
  announceTools(): void {
    if (!this.#handshake.announcesTools) return
    this.#parts.transport
      .send({ jsonrpc: '2.0', method: 'notifications/tools/list_changed' })
      .catch(() => undefined)
  }

  /** Without sessions, this may be the only message of the connection. */
  #meet(extra: MessageExtra | undefined): void {
    this.#isMet = true
    if (!this.#hasOneClient()) this.#parts.availability.share(readUrl(extra))
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
    if (this.#lists.size >= MAX_PENDING) this.#lists.clear()
    this.#lists.set(id, (params?.['cursor'] ?? undefined) === undefined)
  }

  #receivedTaskRequest(
    message: Message,
    id: RequestId,
    method: string,
    extra: MessageExtra | undefined,
  ): boolean {
    const { owner } = this.#identify({ extra })
    if (this.#offered.takesTask(message, id, owner)) return true
    const taskId = message.params?.['taskId'] as string
    const task = this.#parts.instance.client.tasks.get(taskId)
    if (!task || task.owner !== owner) return false
    if (this.#taskRequests.size >= MAX_PENDING) this.#taskRequests.clear()
    this.#taskRequests.set(id, { id: taskId, task, method })
    return false
  }

  #cancelled(id: unknown): void {
    const call = this.#calls.take(id as RequestId)
    if (!call) return
    call.abort?.abort()
    this.#recorder.ended(call, 'cancelled', undefined)
  }

  #answered(call: PendingCall, message: Message): Message {
    this.#noteServer(message)
    const outcome = readOutcome(message)
    if (outcome === undefined) return message
    const taskId = outcome === 'ok' ? readTaskId(message) : undefined
    if (taskId === undefined) return this.#ended(call, outcome, message)
    // The transport's request is not kept for as long as the task runs. What it said is.
    const caller = this.#identify(call)
    const traceparent = findTrace(call)?.traceparent
    const kept = { ...call, extra: undefined, caller, meta: { ...call.meta, traceparent } }
    this.#parts.instance.client.tasks.add(taskId, { call: kept, owner: caller.owner, connection: this })
    return message
  }

  #ended(call: PendingCall, outcome: CallOutcome, answer: Message, isKnown = false): Message {
    const { instance } = this.#parts
    const incidentId = this.#recorder.ended(call, outcome, answer, isKnown)
    if (incidentId === undefined || !instance.hints) return answer
    if (!this.#isToolKnown() || isInvalidArguments(answer)) return answer
    const serverName = instance.client.config.current?.serverName ?? ''
    return addHint(answer, { serverName, toolName: instance.toolName, incidentId })
  }

  /** Whether the client has got our tool in a list, so that it can call it (wire contract §8). */
  #isToolKnown(): boolean {
    const { client, toolName } = this.#parts.instance
    return this.#isListed || (!this.#hasOneClient() && client.listed.has(toolName))
  }

  #answeredTaskRequest(request: TaskRequest, message: Message): Message {
    if (request.method !== 'tasks/result') {
      const answer = this.#noteTaskState(request.id, request.task, message.result)
      return answer ? { ...message, result: { ...message.result, ...answer } } : message
    }
    const outcome = readOutcome(message)
    if (outcome === undefined) return message
    this.#parts.instance.client.tasks.delete(request.id)
    return this.#ended(request.task.call, outcome, message, request.task.failed)
  }

  #noteTaskStatus({ params }: Message): void {
    const id = params?.['taskId'] as string
    const task = this.#parts.instance.client.tasks.get(id)
    if (task?.connection === this) this.#noteTaskState(id, task, params)
  }

  /** @returns the result or the error of a failed task with the hint, if they are part of its state. */
  #noteTaskState(
    id: string,
    task: RunningTask,
    state: Record<string, unknown> | undefined,
  ): Pick<Message, 'result' | 'error'> | undefined {
    const end = readTaskEnd(state)
    if (!end || (task.failed && !end.complete)) return undefined
    if (end.complete) this.#parts.instance.client.tasks.delete(id)
    if (!end.answer) {
      this.#recorder.ended(task.call, end.outcome, undefined, task.failed)
      return undefined
    }
    const { result, error } = this.#ended(task.call, end.outcome, end.answer, task.failed)
    task.failed = true
    if (!end.complete) return undefined
    return { ...(result && { result }), ...(error && { error }) }
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
