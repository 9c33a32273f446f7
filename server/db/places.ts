/** A tenant by one transport, or a network by a transport that looks up whose tenant a request is for. */
export type OwnerKind = 'tenant' | 'transport'

/** Whose work it is. */
export interface Owner {
  kind: OwnerKind
  name: string
}

/** Nothing became free in time: neither a connection, nor the one place of a writer. */
export class NoPlaceError extends Error {
  override readonly name = 'NoPlaceError'
  readonly code = 'ERR_NO_PLACE'
}

/** Statements or transactions of one owner that wait for what it shares with others. A further one is refused at once. */
export const MOST_WAITING = 300

export interface PlaceLimits {
  size: number
  /** Of these, what owners of each kind share. What is left over is for the other kind, and for work without an owner. */
  shared: Record<OwnerKind, number>
  /** How many of one owner, or of those without one, wait. A further one is refused at once. */
  waiting: number
  /** Milliseconds that each waits. */
  waitMs: number
}

interface Waiting {
  owner: Owner | undefined
  enter: () => void
}

/**
 * A number of places, such as the connections of a pool. Who comes first gets one first, but an owner gets one only while
 * those of its kind have left more than it has: its statements may all be waiting for the same lock. So the first tenant
 * that stalls takes half of what tenants share, a second one half of the rest, and so on.
 */
export class Places {
  readonly #limits: PlaceLimits
  readonly #taken = { tenant: new Map<string, number>(), transport: new Map<string, number>() }
  #free: number
  #waiting: Waiting[] = []

  constructor(limits: PlaceLimits) {
    this.#limits = limits
    this.#free = limits.size
  }

  /**
   * @param owner undefined for the platform's own work, such as the check of readiness
   * @returns gives the place back
   * @throws NoPlaceError
   */
  async take(owner?: Owner): Promise<() => void> {
    if (this.#hasPlace(owner)) return this.#enter(owner)
    const { waiting, waitMs } = this.#limits
    if (this.#waiting.filter((other) => isSame(other.owner, owner)).length >= waiting)
      throw new NoPlaceError()
    return new Promise((resolve, reject) => {
      const own: Waiting = {
        owner,
        enter: () => {
          clearTimeout(timer)
          resolve(this.#enter(owner))
        },
      }
      const timer = setTimeout(() => {
        this.#waiting = this.#waiting.filter((other) => other !== own)
        reject(new NoPlaceError())
      }, waitMs)
      this.#waiting.push(own)
    })
  }

  /** How many places there are, are taken, and how many wait for one. */
  get state(): { size: number; used: number; waiting: number } {
    const { size } = this.#limits
    return { size, used: size - this.#free, waiting: this.#waiting.length }
  }

  #hasPlace(owner: Owner | undefined): boolean {
    if (this.#free === 0) return false
    return !owner || this.#left(owner.kind) > (this.#taken[owner.kind].get(owner.name) ?? 0)
  }

  /** How many places owners of that kind have not taken of theirs. Others may be in them. */
  #left(kind: OwnerKind): number {
    return [...this.#taken[kind].values()].reduce((left, taken) => left - taken, this.#limits.shared[kind])
  }

  #enter(owner: Owner | undefined): () => void {
    this.#free--
    this.#count(owner, 1)
    let left = false
    return () => {
      if (left) return
      left = true
      this.#free++
      this.#count(owner, -1)
      this.#admitNext()
    }
  }

  #count(owner: Owner | undefined, change: 1 | -1): void {
    if (!owner) return
    const counts = this.#taken[owner.kind]
    const taken = (counts.get(owner.name) ?? 0) + change
    if (taken === 0) counts.delete(owner.name)
    else counts.set(owner.name, taken)
  }

  #admitNext(): void {
    const index = this.#waiting.findIndex(({ owner }) => this.#hasPlace(owner))
    if (index < 0) return
    const [next] = this.#waiting.splice(index, 1)
    next!.enter()
  }
}

function isSame(one: Owner | undefined, other: Owner | undefined): boolean {
  return one?.kind === other?.kind && one?.name === other?.name
}
