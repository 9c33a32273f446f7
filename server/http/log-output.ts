import { write, writeSync } from 'node:fs'

const STDOUT = 1
/** Bytes of lines that wait until they can be written. */
const MAX_WAITING = 1024 * 1024
/** Milliseconds after a write that failed, and after one for which the reader was too slow. */
const RETRY_MS = 200
const SLOW_READER_MS = 10
/** Milliseconds for which the end of the process waits for a slow reader. */
const LAST_WAIT_MS = 1_000

interface Listeners {
  /** Hears of each write that failed, with the code of the operating system. */
  onFailure: (code: string) => void
  /** Hears of each line that is lost. */
  onLoss: () => void
  /** Hears that everything is written again, how many lines were lost before, and why the last write failed, if it did. */
  onRecovery: (lost: number, code: string | undefined) => void
}

/**
 * Writes the log to stdout. Where that fails, pino's own destination ends the process or, while it ends, tries for ever and
 * blocks it. Here lines wait in memory, and are lost when there are too many.
 */
export class LogOutput {
  readonly #listeners: Listeners
  #waiting: Buffer[] = []
  /** With those that are being written. */
  #bytes = 0
  #isWriting = false
  #lost = 0
  /** Why the last write failed, if it did. */
  #code: string | undefined

  constructor(listeners: Listeners) {
    this.#listeners = listeners
  }

  write(line: string): void {
    const bytes = Buffer.from(line)
    if (this.#bytes + bytes.length > MAX_WAITING) {
      this.#lost++
      this.#listeners.onLoss()
      return
    }
    this.#waiting.push(bytes)
    this.#bytes += bytes.length
    if (!this.#isWriting && this.#code === undefined) this.#writeWaiting()
  }

  /** Writes what waits when the process ends. A reader that is slow gets a second. */
  finish(): void {
    const until = performance.now() + LAST_WAIT_MS
    // Another thread is writing what came before. Where that can fail, a line could come into the middle of another.
    if (this.#isWriting && this.#code !== undefined) return
    if (this.#isWriting) pause()
    let rest = Buffer.concat(this.#waiting)
    while (rest.length > 0 && performance.now() < until) {
      try {
        rest = rest.subarray(writeSync(STDOUT, rest))
      } catch (error) {
        if (codeOf(error) !== 'EAGAIN') return
        pause()
      }
    }
  }

  #writeWaiting(): void {
    const bytes = Buffer.concat(this.#waiting)
    this.#waiting = []
    this.#isWriting = true
    const note = (error: unknown, written: number) => {
      this.#isWriting = false
      this.#bytes -= written
      // The rest of a line comes before all others.
      if (written < bytes.length) this.#waiting.unshift(bytes.subarray(written))
      if (error || written === 0) this.#fail(codeOf(error))
      else if (this.#waiting.length > 0) this.#writeWaiting()
      else this.#recover()
    }
    // An output with a slow reader waits for nobody, and is written at once: while another thread writes, `finish` cannot.
    if (this.#code === 'EAGAIN') note(...writeNow(bytes))
    else write(STDOUT, bytes, note)
  }

  #fail(code: string): void {
    this.#code = code
    setTimeout(() => this.#writeWaiting(), code === 'EAGAIN' ? SLOW_READER_MS : RETRY_MS).unref()
    this.#listeners.onFailure(code)
  }

  #recover(): void {
    const [lost, code] = [this.#lost, this.#code]
    this.#lost = 0
    this.#code = undefined
    if (code !== undefined || lost > 0) this.#listeners.onRecovery(lost, code)
  }
}

/** @returns what `write` tells */
function writeNow(bytes: Buffer): [error: unknown, written: number] {
  try {
    return [undefined, writeSync(STDOUT, bytes)]
  } catch (error) {
    return [error, 0]
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException | null)?.code ?? 'unknown'
}

function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, SLOW_READER_MS)
}
