import { isDemoted, isDenied } from './read-fault.ts'

/** Milliseconds. A server that stays read-only still answers reads, which must not need a new connection each. */
const AT_MOST_EVERY_MS = 500
/**
 * The same for rights that were taken away, which can be for days. It is a tenth of the time that they have been away, so that
 * writes go on soon after a short time, and reads seldom need a new connection in a long one.
 */
const DENIED_SHARE = 0.1
const DENIED_AT_MOST_MS = 10_000

/**
 * Says which connections of a pool are retired, and must not be used again. When the name of a database moves to a new
 * primary, only new connections go there. The server before may stay up, read-only: a connection to it would be used for
 * ever, refuse each write, and read rows that grow old. Once one is refused so, all are retired that were begun before.
 *
 * Connections are told apart by when they were begun, in the time of `performance.now()`.
 */
export class Retirement {
  #before = Number.NEGATIVE_INFINITY
  #refusedAt = Number.NEGATIVE_INFINITY
  /** When the first of these refusals came, after which nothing was written. */
  #refusedSince = 0
  #awaitsWrite = false

  /** Whether the connection that was begun then is retired. */
  includes(begunAt: number): boolean {
    return begunAt < this.#before
  }

  /** Notes why a statement failed. A connection that is retired already says nothing about the others. */
  noteFailure(error: unknown, begunAt: number): void {
    if (this.includes(begunAt)) return
    const now = performance.now()
    const since = this.#awaitsWrite ? this.#refusedSince : now
    const pause = pauseAfter(error, now - since)
    if (pause === undefined || now - this.#refusedAt < pause) return
    this.#refusedSince = since
    this.#refusedAt = now
    this.#before = now
    this.#awaitsWrite = true
  }

  /** Notes that a statement has written. After a refusal, it is the first at the new primary: the name moved just before. */
  noteWrite(begunAt: number): void {
    if (!this.#awaitsWrite || this.includes(begunAt)) return
    this.#awaitsWrite = false
    this.#before = begunAt
  }
}

/**
 * Milliseconds until the next retirement, or undefined where another connection would be refused, too.
 *
 * @param awayMs for how long nothing could be written
 */
function pauseAfter(error: unknown, awayMs: number): number | undefined {
  if (isDemoted(error)) return AT_MOST_EVERY_MS
  if (!isDenied(error)) return undefined
  return Math.min(Math.max(awayMs * DENIED_SHARE, AT_MOST_EVERY_MS), DENIED_AT_MOST_MS)
}
