/** Nothing became free in time: neither a connection, nor the one place of a writer. */
export class NoPlaceError extends Error {
  override readonly name = 'NoPlaceError'
  readonly code = 'ERR_NO_PLACE'
}

export interface PlaceLimits {
  size: number
  /** Places that one tenant has at most. */
  perTenant: number
  /** How many of one tenant, or of those without one, wait. A further one is refused at once. */
  waiting: number
  /** Milliseconds that each waits. */
  waitMs: number
}

interface Waiting {
  tenant: string | undefined
  enter: () => void
}

/**
 * A number of places, such as the connections of a pool. Who comes first gets one first, but no tenant gets more than its
 * share, whatever the others leave free: its statements may all be waiting for the same lock.
 */
export class Places {
  readonly #limits: PlaceLimits
  readonly #taken = new Map<string, number>()
  #free: number
  #waiting: Waiting[] = []

  constructor(limits: PlaceLimits) {
    this.#limits = limits
    this.#free = limits.size
  }

  /**
   * @param tenant whose work it is; undefined before that is known
   * @returns gives the place back
   * @throws NoPlaceError
   */
  async take(tenant: string | undefined): Promise<() => void> {
    if (this.#hasPlace(tenant)) return this.#enter(tenant)
    const { waiting, waitMs } = this.#limits
    if (this.#waiting.filter((other) => other.tenant === tenant).length >= waiting) throw new NoPlaceError()
    return new Promise((resolve, reject) => {
      const own: Waiting = {
        tenant,
        enter: () => {
          clearTimeout(timer)
          resolve(this.#enter(tenant))
        },
      }
      const timer = setTimeout(() => {
        this.#waiting = this.#waiting.filter((other) => other !== own)
        reject(new NoPlaceError())
      }, waitMs)
      this.#waiting.push(own)
    })
  }

  #hasPlace(tenant: string | undefined): boolean {
    const taken = tenant === undefined ? 0 : (this.#taken.get(tenant) ?? 0)
    return this.#free > 0 && taken < this.#limits.perTenant
  }

  #enter(tenant: string | undefined): () => void {
    this.#free--
    this.#count(tenant, 1)
    let left = false
    return () => {
      if (left) return
      left = true
      this.#free++
      this.#count(tenant, -1)
      this.#admitNext()
    }
  }

  #count(tenant: string | undefined, change: 1 | -1): void {
    if (tenant === undefined) return
    const taken = (this.#taken.get(tenant) ?? 0) + change
    if (taken === 0) this.#taken.delete(tenant)
    else this.#taken.set(tenant, taken)
  }

  #admitNext(): void {
    const index = this.#waiting.findIndex(({ tenant }) => this.#hasPlace(tenant))
    if (index < 0) return
    const [next] = this.#waiting.splice(index, 1)
    next!.enter()
  }
}
