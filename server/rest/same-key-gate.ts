/**
 * Lets the first of several simultaneous requests with one idempotency key go ahead. The others follow together
 * once it is done and then find its ticket, so that a replay which arrives early costs no quota. Requests in other
 * processes are told apart by the database.
 */
export class SameKeyGate {
  readonly #first = new Map<string, Promise<unknown>>()

  async pass<T>(key: string | undefined, work: () => Promise<T>): Promise<T> {
    if (key === undefined) return work()
    const first = this.#first.get(key)
    if (first) {
      await Promise.allSettled([first])
      return work()
    }
    const own = work()
    this.#first.set(key, own)
    try {
      return await own
    } finally {
      this.#first.delete(key)
    }
  }
}
