/** Nothing became free in time: neither a connection, nor the one place of a writer. */
export class NoPlaceError extends Error {
  override readonly name = 'NoPlaceError'
  readonly code = 'ERR_NO_PLACE'
}

export interface PlaceLimits {
  size: number
  /** Places that tenants do not get, even together: for work before its tenant is known, or without one. */
  reserved: number
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
 * A number of places, such as the connections of a pool. Who comes first gets one first, but a tenant gets one only while
 * the tenants have left more than it has: its statements may all be waiting for the same lock. So the first tenant that
 * stalls takes half, a second one half of the rest, and so on.
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
    if (this.#free === 0) return false
    return tenant === undefined || this.#left() > (this.#taken.get(tenant) ?? 0)
  }

  /** How many places the tenants have not taken of theirs. Work without a tenant may be in them. */
  #left(): number {
    const { size, reserved } = this.#limits
    return [...this.#taken.values()].reduce((left, taken) => left - taken, size - reserved)
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
