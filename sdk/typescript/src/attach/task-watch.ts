/*
 * Follows the calls of one connection that go on as tasks, so that their ends are kept like those of other calls.
 */
import { setBounded } from '../wire/set-bounded.ts'
import type { CallOutcome } from '../wire/ticket-context.ts'
import { readOutcome } from '../capture/call-outcome.ts'
import type { Caller } from '../capture/caller.ts'
import type { Message, RequestId } from '../capture/json-rpc.ts'
import type { PendingCall } from '../capture/pending-calls.ts'
import { findTrace } from '../capture/trace.ts'
import { readTaskEnd, readTaskId, type RunningTask, type Tasks } from '../capture/tasks.ts'

/** Requests without an answer beyond this number are forgotten. */
const MAX_PENDING = 1_000

/** Keeps a call that has ended, and returns its answer with the hint. */
type EndCall = (
  call: PendingCall,
  outcome: CallOutcome,
  answer: Message | undefined,
  isKnown: boolean | undefined,
) => Message | undefined

interface TaskRequest {
  taskId: string
  task: RunningTask
  hasResult: boolean
}

export class TaskWatch {
  readonly #tasks: Tasks
  readonly #end: EndCall
  readonly #requests = new Map<RequestId, TaskRequest>()

  constructor(tasks: Tasks, end: EndCall) {
    this.#tasks = tasks
    this.#end = end
  }

  /** Whether the call goes on as a task, which its answer then names. */
  takesOver(call: PendingCall, answer: Message, identify: (call: PendingCall) => Caller): boolean {
    const taskId = readTaskId(answer)
    if (taskId === undefined) return false
    const caller = identify(call)
    // The transport's request is not kept for as long as the task runs. What it said is.
    const traceparent = findTrace(call)?.traceparent
    const kept = { ...call, extra: undefined, caller, meta: { ...call.meta, traceparent } }
    this.#tasks.add(taskId, { call: kept, owner: caller.owner, watch: this })
    return true
  }

  /** A client asks for a task. */
  requested({ method, params }: Message, id: RequestId, owner: string | undefined): void {
    const taskId = params?.['taskId'] as string
    const task = this.#tasks.get(taskId)
    if (!task || task.owner !== owner) return
    setBounded(this.#requests, id, { taskId, task, hasResult: method === 'tasks/result' }, MAX_PENDING)
  }

  /** The answer with the hint, if it says how a task failed. */
  answered(id: RequestId, answer: Message): Message {
    const request = this.#requests.get(id)
    if (!request) return answer
    this.#requests.delete(id)
    const { taskId, task } = request
    if (!request.hasResult) {
      const end = this.#noteState(taskId, task, answer.result)
      return end ? { ...answer, result: { ...answer.result, ...end } } : answer
    }
    const outcome = readOutcome(answer)
    if (outcome === undefined) return answer
    this.#tasks.delete(taskId)
    return this.#end(task.call, outcome, answer, task.failed) ?? answer
  }

  /** The server tells the client how a task is. */
  announced({ params }: Message): void {
    const taskId = params?.['taskId'] as string
    const task = this.#tasks.get(taskId)
    if (task?.watch === this) this.#noteState(taskId, task, params)
  }

  /** @returns the result or the error of a task that has ended, with the hint, if its state has them. */
  #noteState(
    taskId: string,
    task: RunningTask,
    state: Record<string, unknown> | undefined,
  ): Pick<Message, 'result' | 'error'> | undefined {
    const end = readTaskEnd(state)
    if (!end || (task.failed && !end.complete)) return undefined
    if (end.complete) this.#tasks.delete(taskId)
    const { result, error } = this.#end(task.call, end.outcome, end.answer, task.failed) ?? {}
    task.failed = true
    return end.complete ? { ...(result && { result }), ...(error && { error }) } : undefined
  }
}
