/*
 * Calls that go on as tasks. Their answer names a task, and a later answer says how it ended: that of `tasks/result`
 * (revision 2025-11-25), or what `tasks/get` and notifications say of the task (the extension of revision 2026-07-28).
 */
import { setBounded } from '../wire/set-bounded.ts'
import type { CallOutcome } from '../wire/ticket-context.ts'
import { asText } from '../wire/unknown.ts'
import { readOutcome } from './call-outcome.ts'
import type { Message } from './json-rpc.ts'
import type { PendingCall } from './pending-calls.ts'

/** Tasks beyond this number are forgotten, the oldest first. */
const MAX_TASKS = 200
/** A shorter id may be that of another caller's task too. */
const UNGUESSABLE = 16

export interface RunningTask {
  call: PendingCall
  owner: string | undefined
  /** What follows the connection that the call came in on. */
  watch: object
  /** A failure was kept already, without the result. */
  failed?: boolean
}

export class Tasks {
  readonly #tasks = new Map<string, RunningTask>()

  add(id: string, task: RunningTask): void {
    if (task.owner === undefined && id.length < UNGUESSABLE) return
    setBounded(this.#tasks, id, task, MAX_TASKS)
  }

  get(id: unknown): RunningTask | undefined {
    return this.#tasks.get(id as string)
  }

  delete(id: string): void {
    this.#tasks.delete(id)
  }
}

/** The task that the answer to a call names, if the call goes on as one. */
export function readTaskId({ result }: Message): string | undefined {
  const { task, resultType } = result ?? {}
  const { taskId } = ((resultType === 'task' ? result : task) ?? {}) as { taskId?: unknown }
  return asText(taskId)
}

/** How a task ended. */
export interface TaskEnd {
  outcome: CallOutcome
  /** As the answer to the call would be; absent for a task that was cancelled. */
  answer: Message | undefined
  /** The result is known, so nothing more will come. */
  complete: boolean
}

/** How the task ended, by what the server says of it; nothing while it goes on, or if only `tasks/result` tells. */
export function readTaskEnd(state: Record<string, unknown> | undefined): TaskEnd | undefined {
  const { status, statusMessage, result, error } = (state ?? {}) as TaskState
  if (status === 'cancelled') return { outcome: 'cancelled', answer: undefined, complete: true }
  if (status === 'failed' && !error) {
    const message = asText(statusMessage) ?? 'The task failed.'
    return { outcome: 'tool-error', answer: { jsonrpc: '2.0', error: { message } }, complete: false }
  }
  const answer: Message = {
    jsonrpc: '2.0',
    ...(status === 'failed' && error && { error }),
    ...(status === 'completed' && result && { result }),
  }
  const outcome = answer.error || answer.result ? readOutcome(answer) : undefined
  return outcome && { outcome, answer, complete: true }
}

interface TaskState {
  status?: unknown
  statusMessage?: unknown
  result?: Message['result']
  error?: Message['error']
}
