/**
 * Watches a sign of life that another process writes into the database again and again, by the clock of this process alone: the
 * clock of the database can be put back, and then what was written before lies in the future for as long.
 */
export class UnchangedSign {
  #sign: string | undefined
  #since = 0

  /**
   * @param askedAt when the database was asked, in the time of `performance.now()`: this process can be frozen until it has the answer
   * @returns the milliseconds for which this sign has been seen, and no other
   */
  seenFor(sign: string, askedAt: number): number {
    if (sign !== this.#sign) {
      this.#sign = sign
      this.#since = askedAt
    }
    return askedAt - this.#since
  }
}
