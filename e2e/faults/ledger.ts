/** Milliseconds without a fault, from the acknowledgement of a ticket on, within which every watcher hears of it. */
export const HEARD_WITHIN_MS = 5_000

/** The client had no more time than this for its last attempt, and less than the platform has to answer. */
export const CUT_SHORT = 'cut short'

/** How a request may fail while something is broken. The client sends it again. */
const ALLOWED = new Set([
  '500 internal-error',
  '503 service-unavailable',
  // The front's own: the connection to a process broke.
  '502',
  'connection',
  CUT_SHORT,
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
  /** Before, a process told its own dashboards only. */
  #tellsAllFrom = 0
  readonly #faults: { from: number; to: number }[] = []

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

  /** From now on something is broken. @returns says that it works again */
  breaks(): () => void {
    const fault = { from: performance.now(), to: Number.POSITIVE_INFINITY }
    this.#faults.push(fault)
    return () => void (fault.to = performance.now())
  }

  /** What was acknowledged before may be unheard: its process was of a release that told its own dashboards only. */
  tellsAllFromNowOn(): void {
    this.#tellsAllFrom = performance.now()
  }

  get failed(): number {
    return [...this.failures.values()].reduce((sum, count) => sum + count, 0)
  }

  /** Milliseconds of the longest time in which no ticket was acknowledged. */
  get longestGap(): number {
    const times = [...this.acknowledged.values()].map(({ at }) => at).toSorted((a, b) => a - b)
    return times.reduce((gap, at, place) => Math.max(gap, place === 0 ? 0 : at - times[place - 1]!), 0)
  }

  /** Whether every watcher has heard of every acknowledged ticket of which it must hear. */
  get isHeard(): boolean {
    const told = [...this.acknowledged.values()].filter(({ at }) => at >= this.#tellsAllFrom)
    return this.heard.every((one) => told.every(({ reference }) => one.has(reference)))
  }

  /** When the last watcher heard of a ticket. */
  #heardAt({ reference }: Acknowledged): number {
    return Math.max(...this.heard.map((one) => one.get(reference) ?? Number.POSITIVE_INFINITY))
  }

  /** Whether that was soon enough. A fault counts only if it begins before the ticket has to be heard. */
  #isInTime(entry: Acknowledged): boolean {
    if (entry.at < this.#tellsAllFrom) return true
    let healthySince = entry.at
    // In the order in which they began.
    for (const { from, to } of this.#faults) {
      if (from - healthySince > HEARD_WITHIN_MS) break
      healthySince = Math.max(healthySince, to)
    }
    return this.#heardAt(entry) - healthySince <= HEARD_WITHIN_MS
  }

  /** Compares with the database. @returns how many are lost, twice there, and not heard in time */
  compare(stored: readonly Stored[]): { lost: number; duplicates: number; unheard: number; latest: number } {
    const references = Map.groupBy(stored, ({ title }) => title)
    const entries = [...this.acknowledged]
    const lost = entries.filter(([title, { reference }]) =>
      (references.get(title) ?? []).every((each) => each.reference !== reference),
    ).length
    const duplicates = [...references.values()].filter(({ length }) => length > 1).length
    const unheard = entries.filter(([, entry]) => !this.#isInTime(entry)).length
    const told = entries.filter(([, { at }]) => at >= this.#tellsAllFrom)
    const waits = told.map(([, entry]) => this.#heardAt(entry) - entry.at)
    const latest = waits.reduce((longest, wait) => Math.max(longest, wait), 0)
    return { lost, duplicates, unheard, latest }
  }
}

function add(counts: Map<string, number>, name: string, count: number): void {
  counts.set(name, (counts.get(name) ?? 0) + count)
}
