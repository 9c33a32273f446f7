import { setTimeout as sleep } from 'node:timers/promises'
import type { TestValkey } from '#testkit/valkey/start-valkey.ts'
import type { Ledger } from './ledger.ts'
import type { Replica } from './replica.ts'

/** Milliseconds in which a process finds out that Valkey is away, and that it is back: it looks each second. */
const KNOWN_MS = 5_000
const LOOK_EVERY_MS = 50

/** What the processes say about Valkey, to be compared with what is broken. */
export class SharedLimits {
  readonly #replicas: readonly Replica[]
  readonly #ledger: Ledger
  #fallbacks: number[] = []

  constructor(replicas: readonly Replica[], ledger: Ledger) {
    this.#replicas = replicas
    this.#ledger = ledger
  }

  /** Waits until limits count in Valkey at all processes, or at none. If that takes too long, it is a violation. */
  async until(state: 'shared' | 'alone', when: string): Promise<void> {
    const deadline = performance.now() + KNOWN_MS
    while (!(await this.#areAll(state))) {
      if (performance.now() > deadline) return this.#ledger.violate(`limits are not ${state} ${when}`)
      await sleep(LOOK_EVERY_MS)
    }
  }

  /** They must be so now, at all processes. */
  async check(state: 'shared' | 'alone', when: string): Promise<void> {
    if (!(await this.#areAll(state))) this.#ledger.violate(`limits are not ${state} ${when}`)
  }

  /** From now on, each process must decide by what it has counted itself at least once, until `checkFallbacks`. */
  async expectFallbacks(): Promise<void> {
    this.#fallbacks = await this.#readAll('mcp_obs_limit_fallbacks_total')
  }

  async checkFallbacks(): Promise<void> {
    const now = await this.#readAll('mcp_obs_limit_fallbacks_total')
    for (const [place, count] of now.entries())
      if (count <= this.#fallbacks[place]!)
        this.#ledger.violate(`${this.#replicas[place]!.host} decided nothing without Valkey`)
  }

  async #areAll(state: 'shared' | 'alone'): Promise<boolean> {
    const wanted = state === 'shared' ? 1 : 0
    return (await this.#readAll('mcp_obs_limits_shared')).every((value) => value === wanted)
  }

  #readAll(metric: string): Promise<number[]> {
    return Promise.all(this.#replicas.map((replica) => replica.readMetric(metric)))
  }
}

/** How often Valkey has counted something since its start. */
export async function countDecisions(valkey: TestValkey): Promise<number> {
  const stats = String(await valkey.send('info', 'commandstats'))
  return Number(/^cmdstat_evalsha:calls=(\d+)/m.exec(stats)?.[1] ?? 0)
}
