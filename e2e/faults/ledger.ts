/** Milliseconds within which a watcher hears of a ticket, from its acknowledgement or from the end of a fault. */
export const HEARD_WITHIN_MS = 5_000

/** How a request may fail while something is broken. The client sends it again. */
const ALLOWED = new Set([
  '500 internal-error',
  '503 service-unavailable',
  // The front's own: no process could be reached, or the connection to it broke.
  '502',
  '503',
  'connection',
])

export interface Acknowledged {
  reference: string
  /** In the time of `performance.now()`, as all times here. */
  at: number
}

/** A ticket of the database. */
export interface Stored {
  title: string
  reference: string
}

/** What clients were told, and what watchers heard, to be compared with the database. */
export class Ledger {
  readonly acknowledged = new Map<string, Acknowledged>()
  /** For each watcher, when it heard of a reference. */
  readonly heard: Map<string, number>[]
  /** How often each outcome came, of tickets and of all other requests. */
  readonly tickets = new Map<string, number>()
  readonly reads = new Map<string, number>()
  /** What must not happen, in words. */
  readonly violations: string[] = []
  /** Milliseconds of the longest request. */
  slowest = 0
  replays = 0
  readonly #faultEnds: number[] = []

  constructor(watchers: number) {
    this.heard = Array.from({ length: watchers }, () => new Map<string, number>())
  }

  count(kind: 'tickets' | 'reads', name: string, ms: number): void {
    this[kind].set(name, (this[kind].get(name) ?? 0) + 1)
    this.slowest = Math.max(this.slowest, ms)
    if (/^2\d\d$/.test(name) || ALLOWED.has(name)) return
    if (kind === 'tickets' && name === '409 request-in-progress') return
    this.violate(`${kind}: ${name}`)
  }

  acknowledge(title: string, reference: string): void {
    const before = this.acknowledged.get(title)
    if (before && before.reference !== reference) this.violate(`${title} has two references`)
    if (before) this.replays++
    else this.acknowledged.set(title, { reference, at: performance.now() })
  }

  violate(what: string): void {
    this.violations.push(what)
  }

  /** From now on, what was broken works again. */
  faultEnded(): void {
    this.#faultEnds.push(performance.now())
  }

  get failed(): number {
    const all = [...this.tickets, ...this.reads].filter(([name]) => !/^2\d\d$/.test(name))
    return all.reduce((sum, [, count]) => sum + count, 0)
  }

  /** Milliseconds of the longest time in which no ticket was acknowledged. */
  get longestGap(): number {
    const times = [...this.acknowledged.values()].map(({ at }) => at).toSorted((a, b) => a - b)
    return times.reduce((gap, at, place) => Math.max(gap, place === 0 ? 0 : at - times[place - 1]!), 0)
  }

  /** Whether every watcher has heard of every acknowledged ticket. */
  get isHeard(): boolean {
    return this.heard.every((one) =>
      [...this.acknowledged.values()].every(({ reference }) => one.has(reference)),
    )
  }

  /** Milliseconds after which the last watcher heard of a ticket, counted from the end of a fault that was in between. */
  lateness({ reference, at }: Acknowledged): number {
    const heardAt = Math.max(...this.heard.map((one) => one.get(reference) ?? Number.POSITIVE_INFINITY))
    const ends = this.#faultEnds.filter((end) => end > at && end <= heardAt)
    return heardAt - Math.max(at, ...ends)
  }

  /** Compares with the database. @returns how many are lost, twice there, and not heard in time */
  compare(stored: readonly Stored[]): { lost: number; duplicates: number; unheard: number; latest: number } {
    const references = Map.groupBy(stored, ({ title }) => title)
    const entries = [...this.acknowledged]
    const lost = entries.filter(([title, { reference }]) =>
      (references.get(title) ?? []).every((each) => each.reference !== reference),
    ).length
    const duplicates = [...references.values()].filter(({ length }) => length > 1).length
    const latenesses = entries.map(([, entry]) => this.lateness(entry))
    const unheard = latenesses.filter((ms) => ms > HEARD_WITHIN_MS).length
    return { lost, duplicates, unheard, latest: latenesses.reduce((a, b) => Math.max(a, b), 0) }
  }
}
