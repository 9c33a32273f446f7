import type { Staff } from '#testkit/staff/staff.ts'
import type { Ledger } from './ledger.ts'
import type { Load } from './load.ts'
import type { Release } from './replica.ts'
import type { Topology } from './topology.ts'
import type { Watcher } from './watcher.ts'

/** What a scenario breaks, and what runs meanwhile. */
export interface Stage {
  topology: Topology
  load: Load
  ledger: Ledger
  watchers: readonly Watcher[]
  /** What ran at first, and what is started later. */
  first: Release
  release: Release
  staff: Staff
}

export interface Scenario {
  name: string
  /** No request may fail. */
  isSmooth?: boolean
  /** Users wait between two tickets, so that a dashboard that was away can be told all that it has missed. */
  isSlow?: boolean
  /** What may happen here, and nowhere else. */
  allows?: readonly string[]
  /**
   * Runs while the load does. It tells the ledger when something is broken, and works again.
   *
   * @returns what the table says beside the name, if there is anything to say
   */
  run: (stage: Stage) => Promise<string | void>
}

/** The part of the tickets before which nothing is broken. */
export const BEFORE = 0.2
/** Milliseconds for which something stays broken. */
export const BROKEN_MS = 8_000
