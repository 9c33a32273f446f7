import { setTimeout as sleep } from 'node:timers/promises'
import { inspect } from 'node:util'
import type { RunningServer, Staff } from '#testkit/staff/staff.ts'
import { HEARD_WITHIN_MS, Ledger, type Stored } from './ledger.ts'
import { Load } from './load.ts'
import type { Release } from './replica.ts'
import type { Scenario } from './scenario.ts'
import type { Topology } from './topology.ts'
import { Watcher } from './watcher.ts'
import { Wire } from './wire.ts'

const WATCHERS = 2
/** So that each has an MCP server of its own. */
let rehearsals = 0
/** Milliseconds between two signs of life of a long scenario. */
const SAY_EVERY_MS = 30_000

export interface Result {
  scenario: string
  seconds: number
  acknowledged: number
  replays: number
  /** Of tickets and of the desk, and those that failed, by how. */
  requests: number
  failed: Record<string, number>
  /** Milliseconds: no ticket acknowledged, the longest request, the last watcher to hear of a ticket. */
  gapMs: number
  slowestMs: number
  latestMs: number
  reconnects: number
  /** Dashboards that were told all that they had missed, and that had to fetch anew. */
  resumes: number
  refetches: number
  lost: number
  duplicates: number
  unheard: number
  /** What must not happen, and how often it did. */
  violations: Record<string, number>
}

export interface Rehearsal {
  topology: Topology
  /** What runs at first, and what is started later. */
  first: Release
  release: Release
  staff: Staff
  tickets: number
  /** Milliseconds after which no further ticket is begun. */
  longestMs: number
}

/** Runs a scenario under load, and compares what clients were told with what the database has and what watchers heard. */
export async function rehearse(
  { name, isSmooth = false, isSlow = false, allows = [], run }: Scenario,
  { topology, first, release, staff, tickets, longestMs }: Rehearsal,
): Promise<Result> {
  const { front, mySql } = topology
  const server = await staff.addServer(`${name}-${++rehearsals}`)
  const ledger = new Ledger(WATCHERS)
  const wire = new Wire(front)
  const watchers = ledger.heard.map((heard) => new Watcher(front, staff, heard))
  const following = Promise.all(watchers.map((watcher) => watcher.follow()))
  await Promise.all(watchers.map(({ isFollowing }) => isFollowing))
  const begun = performance.now()
  const load = new Load({ wire, staff, server, ledger, isSlow }, isSlow ? 1 : tickets)
  const limit = setTimeout(() => {
    ledger.violate('out of time')
    load.giveUp()
  }, longestMs)
  const signs = setInterval(() => sayWhere(name, load, ledger), SAY_EVERY_MS)
  const detail = await run({ topology, load, ledger, watchers, first, release, staff }).catch(
    (error: unknown) => {
      process.stderr.write(`${inspect(error)}\n`)
      ledger.violate(error instanceof Error ? error.message.split('\n', 1)[0]! : String(error))
      load.giveUp()
    },
  )
  await load.finish()
  clearTimeout(limit)
  clearInterval(signs)
  const seconds = (performance.now() - begun) / 1_000
  const until = performance.now() + HEARD_WITHIN_MS
  while (!ledger.isHeard && performance.now() < until) await sleep(50)
  for (const watcher of watchers) watcher.stop()
  await following
  wire.close()

  const found = ledger.compare(await readTickets(mySql, server))
  for (const outcome of allows) ledger.violations.delete(outcome)
  if (isSmooth && ledger.failed > 0) ledger.violate('failed requests', ledger.failed)
  const unacknowledged = load.sent - ledger.acknowledged.size
  if (unacknowledged > 0) ledger.violate('never acknowledged', unacknowledged)
  for (const what of ['lost', 'duplicates', 'unheard'] as const)
    if (found[what] > 0) ledger.violate(what, found[what])
  return {
    scenario: detail ? `${name} (${detail})` : name,
    seconds,
    acknowledged: ledger.acknowledged.size,
    replays: ledger.replays,
    requests: ledger.requests,
    failed: Object.fromEntries(ledger.failures),
    gapMs: ledger.longestGap,
    slowestMs: ledger.slowest,
    latestMs: found.latest,
    reconnects: watchers.reduce((sum, { reconnects }) => sum + reconnects, 0),
    resumes: watchers.reduce((sum, { resumes }) => sum + resumes, 0),
    refetches: watchers.reduce((sum, { refetches }) => sum + refetches, 0),
    lost: found.lost,
    duplicates: found.duplicates,
    unheard: found.unheard,
    violations: Object.fromEntries(ledger.violations),
  }
}

function sayWhere(name: string, { through }: Load, { failed }: Ledger): void {
  const mebibytes = Math.round(process.memoryUsage.rss() / 2 ** 20)
  process.stderr.write(`   ${name}: ${through} tickets, ${failed} failed requests, ${mebibytes} MiB\n`)
}

/** All tickets of an MCP server, by the administrator of the database. */
function readTickets(mySql: Topology['mySql'], { slug }: RunningServer): Promise<Stored[]> {
  return mySql.run(
    `select title, reference from mcp_obs.support_ticket where mcp_server_id in
       (select id from mcp_obs.mcp_server where slug = '${slug}')`,
  )
}
