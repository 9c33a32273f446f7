/** So many writes without an answer, one after the other, are no accident of one connection. */
const MOST_SILENT = 3

/** Milliseconds until one write is tried, and until each further one: longer than a write waits for its answer. */
const WAITS_MS = [1_000, 6_000, 15_000, 30_000, 60_000]

/**
 * Refuses to write while writes have no answer. A server that waits for space keeps the session of each write until it has it,
 * also where the connection is given up: with as many sessions as it may have, nobody could read either.
 */
export class StalledWrites {
  #silent = 0
  #tried = 0
  #nextAt = 0

  /** Whether something may be written now. While nothing is answered, this is true for one now and then. */
  admits(): boolean {
    if (this.#silent < MOST_SILENT) return true
    if (performance.now() < this.#nextAt) return false
    this.#tried++
    this.#wait()
    return true
  }

  /** What was written was not committed, and nothing of it was without an answer: that says nothing, and another one is tried soon. */
  noteUndone(): void {
    if (this.#silent < MOST_SILENT) return
    this.#tried = Math.max(0, this.#tried - 1)
    this.#nextAt = Math.min(this.#nextAt, performance.now() + WAITS_MS[0]!)
  }

  /** A write, or the COMMIT of one, had no answer in time. */
  noteSilence(): void {
    this.#silent++
    if (this.#silent === MOST_SILENT) this.#wait()
  }

  /** The server has committed a change of rows. */
  noteStored(): void {
    this.#silent = 0
    this.#tried = 0
  }

  #wait(): void {
    this.#nextAt = performance.now() + (WAITS_MS[this.#tried] ?? WAITS_MS.at(-1)!)
  }
}

/** What a write is refused with that was not sent. */
export function newStall(): Error {
  return Object.assign(new Error('The database answers no writes'), { code: 'ERR_WRITES_STALLED' })
}
