/*
 * How many tickets the platform takes in a second, beside the same statements with the raw driver. On SQLite, the platform
 * commits together what arrives together, and the raw driver does not. On MySQL also two processes beside one. Database,
 * processes and the clients share the machine: with few cores, each process gets a quarter of one for it, which needs root.
 * Needs `npm run build:server`.
 *
 *   npm run bench -- support-ingest
 */
import { availableParallelism } from 'node:os'
import type { Platform } from '#testkit/platform/platform.ts'
import { startReplica } from '#testkit/platform/replica.ts'
import { Program } from '#testkit/processes/program.ts'
import { type RunningServer, Staff } from '#testkit/staff/staff.ts'
import { CONNECTIONS, load, type Run, type Target } from './ingest/load.ts'
import { canLimit, limitToQuarterCore } from './ingest/quarter-core.ts'
import { median, verdict } from './measure.ts'
import { databases, startPlatform } from './platform.ts'

/** Seconds of one run, and how often both servers take their turn. */
const SECONDS = 6
const ROUNDS = 5
/** Seconds before the first run. Node goes on to compile what runs often for about so long. */
const WARM_UP = 12
/** Two for the processes, and as many for the database and for the clients. */
const hasEnoughCores = availableParallelism() >= 6

process.env.PLATFORM_FILE = 'dist/server/main.js'

for (const database of databases) {
  const platform = await startPlatform(database, 'ingest_platform')
  const server = await addServer(platform.origin)
  // A database each: the embedded one serves a single process.
  const migrated = await startPlatform(database, 'ingest_baseline')
  const baselineServer = await addServer(migrated.origin)
  await migrated.program.stop()
  const baseline = new Program('bench/ingest/baseline.ts', {
    env: { DATABASE_URL: migrated.databaseUrl, SLUG: baselineServer.slug },
  })
  const targets: Record<'platform' | 'baseline', Target> = {
    platform: { url: platform.origin, ...server },
    baseline: { url: await baseline.says(/listens on (\S+)/), ...baselineServer },
  }
  const runs: Record<keyof typeof targets, Run[]> = { platform: [], baseline: [] }
  await load(targets.platform, WARM_UP)
  await load(targets.baseline, WARM_UP)
  for (let round = 0; round < ROUNDS; round++) {
    runs.baseline.push(await load(targets.baseline, SECONDS))
    runs.platform.push(await load(targets.platform, SECONDS))
  }
  await baseline.stop()
  await migrated.end()
  const isComparable = database.name === 'MySQL' && (hasEnoughCores || canLimit)
  const gain = isComparable ? await compareProcesses(platform, targets.platform) : undefined
  await platform.end()

  const middle = (name: keyof typeof runs, what: keyof Run) => median(runs[name].map((run) => run[what]))
  for (const name of ['baseline', 'platform'] as const) {
    const perSecond = middle(name, 'perSecond').toFixed(0)
    process.stdout.write(`${database.name} ${name}: ${perSecond} tickets/s, p99 ${middle(name, 'p99')} ms\n`)
  }
  const share = middle('platform', 'perSecond') / middle('baseline', 'perSecond')
  verdict(`${database.name}: throughput of the raw driver`, share, '>=', 0.65)
  verdict(
    `${database.name}: p99 to the raw driver's`,
    middle('platform', 'p99') / middle('baseline', 'p99'),
    '<=',
    2,
  )
  if (gain === undefined) continue
  const each = hasEnoughCores ? '' : ', each with a quarter of a core'
  verdict(`${database.name}: two processes to one${each}`, gain, '>=', 1.5)
}

/** How many tickets two processes take together, of those of one, with twice as many connections for both. */
async function compareProcesses(platform: Platform, one: Target): Promise<number> {
  const replica = await startReplica(platform)
  const other = { ...one, url: replica.origin }
  const runs: Record<'one' | 'two', number[]> = { one: [], two: [] }
  const giveBack = hasEnoughCores ? undefined : limitToQuarterCore(platform.program.pid, replica.program.pid)
  await load(other, WARM_UP)
  for (let round = 0; round < ROUNDS; round++) {
    runs.one.push((await load(one, SECONDS, 2 * CONNECTIONS)).perSecond)
    const both = await Promise.all([load(one, SECONDS), load(other, SECONDS)])
    runs.two.push(both.reduce((sum, { perSecond }) => sum + perSecond, 0))
  }
  giveBack?.()
  await replica.program.stop()
  return median(runs.two) / median(runs.one)
}

async function addServer(origin: string): Promise<RunningServer> {
  return (await Staff.signUp(origin)).addServer('shop')
}
