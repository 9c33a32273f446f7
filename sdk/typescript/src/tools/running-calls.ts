/*
 * The calls of the desk's tools that are under way, so that the host can let them finish before it goes.
 */
export class RunningCalls {
  readonly #running = new Map<Promise<unknown>, AbortController>()

  /** @param call gets the signal that gives it up; what it resolves to is passed through. */
  async run<T>(abort: AbortController, call: () => Promise<T>): Promise<T> {
    const running = call()
    this.#running.set(running, abort)
    try {
      return await running
    } finally {
      this.#running.delete(running)
    }
  }

  /** Waits until all have ended, at most `timeoutMs`, and gives up the rest. */
  async end(timeoutMs: number): Promise<void> {
    if (this.#running.size === 0) return
    let timer: ReturnType<typeof setTimeout> | undefined
    // Not unreferenced: between two attempts it is all that keeps the process alive.
    const timeout = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, timeoutMs)
    })
    await Promise.race([Promise.allSettled(this.#running.keys()), timeout])
    clearTimeout(timer)
    for (const abort of this.#running.values()) abort.abort()
  }
}
