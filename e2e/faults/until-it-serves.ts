import { setTimeout as sleep } from 'node:timers/promises'
import type { Ledger } from './ledger.ts'
import type { Replica } from './replica.ts'

/** Milliseconds in which Caddy finds a process ready, and sends tickets to it. */
const FOUND_MS = 15_000
const COUNTED_MS = 1_000

/**
 * Waits until each of these processes has opened a ticket in the second before: a fault of one to which Caddy sends nothing
 * would hit nothing. If that takes too long, it is a violation.
 *
 * @returns how many tickets they opened in that second
 */
export async function untilTheyServe(replicas: readonly Replica[], ledger: Ledger): Promise<number> {
  const deadline = performance.now() + FOUND_MS
  let before = await countAll(replicas)
  for (;;) {
    await sleep(COUNTED_MS)
    const now = await countAll(replicas)
    const opened = now.map((count, place) => count - before[place]!)
    if (opened.every((count) => count > 0)) return opened.reduce((sum, count) => sum + count, 0)
    before = now
    if (performance.now() < deadline) continue
    const idle = replicas.filter((_, place) => opened[place] === 0).map(({ host }) => host)
    ledger.violate(`no ticket at ${idle.join(' and ')} in the second before the fault`)
    return 0
  }
}

function countAll(replicas: readonly Replica[]): Promise<number[]> {
  return Promise.all(
    replicas.map((replica) => replica.readMetric('mcp_obs_tickets_total', 'outcome="opened"')),
  )
}
