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
  // The attempt before still runs.
  '409 request-in-progress',
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
  /** How often requests failed, by how. */
  readonly failures = new Map<string, number>()
  /** What must not happen, and how often it did. */
  readonly violations = new Map<string, number>()
  requests = 0
  /** Milliseconds of the longest request. */
  slowest = 0
  replays = 0
  readonly #faultEnds: number[] = []

  constructor(watchers: number) {
    this.heard = Array.from({ length: watchers }, () => new Map<string, number>())
  }

  /** @param outcome of a request, in a word or two */
  count(outcome: string, ms: number): void {
    this.requests++
    this.slowest = Math.max(this.slowest, ms)
    if (/^2\d\d$/.test(outcome)) return
    add(this.failures, outcome, 1)
    if (!ALLOWED.has(outcome)) this.violate(outcome)
  }

  acknowledge(title: string, reference: string): void {
    const before = this.acknowledged.get(title)
    if (before && before.reference !== reference) this.violate('two references')
    if (before) this.replays++
    else this.acknowledged.set(title, { reference, at: performance.now() })
  }

  violate(what: string, count = 1): void {
    add(this.violations, what, count)
  }

  /** From now on, what was broken works again. */
  faultEnded(): void {
    this.#faultEnds.push(performance.now())
  }

  get failed(): number {
    return [...this.failures.values()].reduce((sum, count) => sum + count, 0)
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

function add(counts: Map<string, number>, name: string, count: number): void {
  counts.set(name, (counts.get(name) ?? 0) + count)
}
