const QUOTE = 0x22
const LINE_FEED = 0x0a

/** Counts the lines of a file as its bytes arrive. A line break inside of quotes is a part of a field (RFC 4180). */
export class RecordCounter {
  #count = 0
  #isQuoted = false
  readonly #hasQuotes: boolean

  constructor(format: 'csv' | 'jsonl') {
    this.#hasQuotes = format === 'csv'
  }

  /** Records so far, without the head of a CSV. */
  get count(): number {
    return Math.max(0, this.#hasQuotes ? this.#count - 1 : this.#count)
  }

  add(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (byte === QUOTE && this.#hasQuotes) this.#isQuoted = !this.#isQuoted
      else if (byte === LINE_FEED && !this.#isQuoted) this.#count++
    }
  }
}
