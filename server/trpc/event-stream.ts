import { Readable } from 'node:stream'

/**
 * Milliseconds in which a client must read when something waits for it. Otherwise its connection is closed: nobody would
 * notice that it is gone, or that its session has ended. It connects again and goes on where it was.
 */
export const STALLED_MS = 10_000
/** Bytes that wait for a client that does not read. What comes then waits in the feed, which forgets it after a while. */
const MOST_WAITING = 16_384

/** The body of an answer: events, as fast as the client reads them. */
export class EventStream extends Readable {
  #goOn: (() => void) | undefined
  #stalled: NodeJS.Timeout | undefined
  #hasEnded = false

  constructor() {
    super({ highWaterMark: MOST_WAITING })
  }

  override _read(): void {
    this.#goOn?.()
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    clearTimeout(this.#stalled)
    this.#goOn?.()
    done(error)
  }

  /** Resolves when there is place for more. */
  async write(bytes: Buffer): Promise<void> {
    if (this.destroyed || this.push(bytes)) return
    this.#limit()
    await new Promise<void>((resolve) => (this.#goOn = resolve))
    clearTimeout(this.#stalled)
    this.#goOn = undefined
  }

  /** Ends, also where the client has not read all. @param bytes the last ones */
  end(bytes: Buffer | undefined): void {
    if (this.destroyed) return
    this.#hasEnded = true
    if (bytes) this.push(bytes)
    this.push(null)
    this.#limit()
  }

  #limit(): void {
    this.#stalled = setTimeout(() => this.destroy(), STALLED_MS).unref()
  }

  /** A sign of life. Where something waits to be read, the client gets that instead. */
  ping(bytes: Buffer): void {
    if (!this.#hasEnded && this.readableLength === 0) this.push(bytes)
  }
}
