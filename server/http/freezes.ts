/** Milliseconds between two beats, and without one, after which the process was frozen. */
const BEAT_MS = 500
const FROZEN_MS = 2_000
/** Milliseconds in which what came during a freeze is read. */
const READ_MS = 1_000

/** Notices that the process stood still: its machine was paused, or something kept it busy. */
export class Freezes {
  #beatAt = performance.now()
  #endedAt = Number.NEGATIVE_INFINITY
  readonly #timer = setInterval(() => this.#beat(), BEAT_MS).unref()

  /** Whether a freeze has just ended, so that what is read now may have been sent long ago. */
  isJustOver(): boolean {
    this.#beat()
    return performance.now() - this.#endedAt < READ_MS
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  #beat(): void {
    const now = performance.now()
    if (now - this.#beatAt > FROZEN_MS) this.#endedAt = now
    this.#beatAt = now
  }
}
