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

interface Waiting {
  /** Undefined while it is not known who asks. */
  callerOf: () => string | undefined
  network: string
  /** Of the line in which it waits. */
  key: string
  /** @param end gives the turn back; undefined when nobody waits any more */
  begin: (end: (() => void) | undefined) => void
}

/** Those of one caller who wait in one network. */
interface Line {
  /** Undefined for those of whom it is not known who they are. */
  caller: string | undefined
  network: string
  waiting: Set<Waiting>
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
   * @param callerOf asked again when it has waited: who was unknown may be known by then, and has turns of their own
   * @param gone aborts when nobody waits any more
   * @returns gives the turn back; undefined when `gone` came before the turn
   */
  async take(
    callerOf: () => string | undefined,
    network: string,
    gone: AbortSignal,
  ): Promise<(() => void) | undefined> {
    if (gone.aborted) return undefined
    return new Promise((resolve) => {
      const waiting: Waiting = { callerOf, network, key: '', begin: resolve }
      gone.addEventListener('abort', () => this.#leave(waiting), { once: true })
      this.#enter(waiting)
    })
  }

  /** Gives it a turn, or a place in the line of its caller. */
  #enter(waiting: Waiting): void {
    const { callerOf, network, begin } = waiting
    const caller = callerOf()
    if (this.#hasTurn(caller, network)) return begin(this.#begin(caller, network))
    waiting.key = keyOf(caller, network)
    const line = this.#lines.get(waiting.key) ?? { caller, network, waiting: new Set() }
    this.#lines.set(waiting.key, line)
    line.waiting.add(waiting)
  }

  #leave(waiting: Waiting): void {
    const line = this.#lines.get(waiting.key)
    line?.waiting.delete(waiting)
    if (line?.waiting.size === 0) this.#lines.delete(waiting.key)
    waiting.begin(undefined)
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
      const [first] = line.waiting
      line.waiting.delete(first!)
      this.#lines.delete(key)
      // At the end of all lines, where this loop comes to it again.
      if (line.waiting.size > 0) this.#lines.set(key, line)
      this.#enter(first!)
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
