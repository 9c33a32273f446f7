/**
 * Watches a sign of life that another process writes into the database again and again, by the clock of this process alone: the
 * clock of the database can be put back, and then what was written before lies in the future for as long.
 */
export class UnchangedSign {
  #sign: string | undefined
  #since = 0

  /** @returns the milliseconds for which this sign has been seen, and no other */
  seenFor(sign: string): number {
    const now = performance.now()
    if (sign !== this.#sign) {
      this.#sign = sign
      this.#since = now
    }
    return now - this.#since
  }
}
