export interface TurnLimits {
  /** Turns that one caller has at the same time. */
  ofCaller: number
  /** The same of all in one network of whom it is not known who they are. They are one caller. */
  ofUnknown: number
  /** The same of all in one network. */
  ofNetwork: number
  /** How many of one caller may wait in one network. */
  waiting: number
}

/** Those of one caller who wait in one network. */
interface Line {
  /** Undefined for those of whom it is not known who they are. */
  caller: string | undefined
  network: string
  waiting: Set<() => void>
}

/**
 * Gives turns to requests: so many to one caller, and so many to one network. Callers are ids, and never the name of a
 * network. A turn that becomes free goes to the line that has had none for longest. So who sends hundreds at once waits for
 * themselves, and somebody else of their network does not.
 */
export class Turns {
  readonly #limits: TurnLimits
  readonly #callers = new Map<string, number>()
  readonly #networks = new Map<string, number>()
  /** In the order in which they come next. */
  readonly #lines = new Map<string, Line>()

  constructor(limits: TurnLimits) {
    this.#limits = limits
  }

  /** Whether so many wait that a further one would not be reached in time. */
  isFull(caller: string | undefined, network: string): boolean {
    return (this.#lines.get(keyOf(caller, network))?.waiting.size ?? 0) >= this.#limits.waiting
  }

  /**
   * Waits for a turn.
   *
   * @param gone aborts when nobody waits any more
   * @returns gives the turn back; undefined when `gone` came before the turn
   */
  async take(
    caller: string | undefined,
    network: string,
    gone: AbortSignal,
  ): Promise<(() => void) | undefined> {
    if (gone.aborted) return undefined
    if (this.#hasTurn(caller, network)) return this.#begin(caller, network)
    const key = keyOf(caller, network)
    const line = this.#lines.get(key) ?? { caller, network, waiting: new Set() }
    this.#lines.set(key, line)
    return new Promise((resolve) => {
      const begin = () => resolve(this.#begin(caller, network))
      line.waiting.add(begin)
      const leave = () => {
        line.waiting.delete(begin)
        if (line.waiting.size === 0 && this.#lines.get(key) === line) this.#lines.delete(key)
        resolve(undefined)
      }
      gone.addEventListener('abort', leave, { once: true })
    })
  }

  #hasTurn(caller: string | undefined, network: string): boolean {
    const { ofCaller, ofUnknown, ofNetwork } = this.#limits
    if ((this.#networks.get(network) ?? 0) >= ofNetwork) return false
    return (this.#callers.get(caller ?? network) ?? 0) < (caller === undefined ? ofUnknown : ofCaller)
  }

  #begin(caller: string | undefined, network: string): () => void {
    count(this.#callers, caller ?? network, 1)
    count(this.#networks, network, 1)
    return () => {
      count(this.#callers, caller ?? network, -1)
      count(this.#networks, network, -1)
      this.#beginNext()
    }
  }

  #beginNext(): void {
    for (const [key, line] of this.#lines) {
      if (!this.#hasTurn(line.caller, line.network)) continue
      const [begin] = line.waiting
      line.waiting.delete(begin!)
      this.#lines.delete(key)
      // At the end of all lines, where this loop comes to it again.
      if (line.waiting.size > 0) this.#lines.set(key, line)
      begin!()
    }
  }
}

function keyOf(caller: string | undefined, network: string): string {
  return `${caller ?? ''} ${network}`
}

function count(counts: Map<string, number>, name: string, change: 1 | -1): void {
  const counted = (counts.get(name) ?? 0) + change
  if (counted === 0) counts.delete(name)
  else counts.set(name, counted)
}
