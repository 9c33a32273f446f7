/*
 * Calls of our tools that a client makes as tasks (revision 2025-11-25). The client gets the task when the tool has
 * ended, so the result is there as soon as it asks.
 */
import { setBounded } from '../wire/set-bounded.ts'
import { INVALID_PARAMS, META, type Message } from './json-rpc.ts'
import { randomBase32 } from './random-id.ts'

interface OwnTask {
  owner: string | undefined
  task: Record<string, unknown>
  result: Record<string, unknown>
}

type Answer = Pick<Message, 'result' | 'error'>

/** Tasks beyond this number are forgotten, the oldest first. */
const MAX_TASKS = 100
const TTL_MS = 3_600_000

export class OwnTasks {
  readonly #tasks = new Map<string, OwnTask>()

  /** Keeps the result of a call, and returns the answer to the call. */
  add(owner: string | undefined, result: Record<string, unknown>): Answer {
    const taskId = randomBase32(32)
    const now = new Date().toISOString()
    const task = { taskId, status: 'completed', ttl: TTL_MS, createdAt: now, lastUpdatedAt: now }
    setBounded(this.#tasks, taskId, { owner, task, result }, MAX_TASKS)
    return { result: { task } }
  }

  /** The answer to a request about a task; nothing if it is none of ours, or another caller's. */
  answer(owner: string | undefined, { method, params }: Message): Answer | undefined {
    const taskId = params?.['taskId'] as string
    const known = this.#tasks.get(taskId)
    if (!known || known.owner !== owner) return undefined
    if (method === 'tasks/get') return { result: known.task }
    if (method === 'tasks/result')
      return { result: { ...known.result, _meta: { [META.relatedTask]: { taskId } } } }
    return { error: { code: INVALID_PARAMS, message: 'The task has ended' } }
  }
}
