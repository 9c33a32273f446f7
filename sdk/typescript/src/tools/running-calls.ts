/*
 * The calls of our tools that are running, so that the host can let them finish before it ends.
 */
import { settledWithin } from '../platform/settled-within.ts'

export class RunningCalls {
  readonly #running = new Map<Promise<unknown>, AbortController>()

  /**
   * @param abort stops the call.
   * @param call runs at once. Its result is passed on.
   */
  async run<T>(abort: AbortController, call: () => Promise<T>): Promise<T> {
    const running = call()
    this.#running.set(running, abort)
    try {
      return await running
    } finally {
      this.#running.delete(running)
    }
  }

  /** Waits until all calls have ended, at most `timeoutMs` milliseconds, and stops the others. */
  async end(timeoutMs: number): Promise<void> {
    if (this.#running.size === 0) return
    // Between two attempts to deliver, only this timer keeps the process alive.
    await settledWithin(Promise.allSettled(this.#running.keys()), timeoutMs)
    for (const abort of this.#running.values()) abort.abort()
  }
}
