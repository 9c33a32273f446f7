/*
 * How many tickets the platform takes in a second, beside the same statements with the raw driver.
 *
 *   npm run bench -- support-ingest
 */
import { Program } from '#testkit/processes/program.ts'
import { type RunningServer, Staff } from '#testkit/staff/staff.ts'
import { load, type Run, type Target } from './ingest/load.ts'
import { median, verdict } from './measure.ts'
import { databases, startPlatform } from './platform.ts'

/** Seconds of one run, and how often both servers take their turn. */
const SECONDS = 6
const ROUNDS = 5

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
  await load(targets.platform, 2)
  await load(targets.baseline, 2)
  for (let round = 0; round < ROUNDS; round++) {
    runs.baseline.push(await load(targets.baseline, SECONDS))
    runs.platform.push(await load(targets.platform, SECONDS))
  }
  await baseline.stop()
  await migrated.end()
  await platform.end()

  const middle = (name: keyof typeof runs, what: keyof Run) => median(runs[name].map((run) => run[what]))
  for (const name of ['baseline', 'platform'] as const) {
    const perSecond = middle(name, 'perSecond').toFixed(0)
    process.stdout.write(`${database.name} ${name}: ${perSecond} tickets/s, p99 ${middle(name, 'p99')} ms\n`)
  }
  const share = middle('platform', 'perSecond') / middle('baseline', 'perSecond')
  verdict(`${database.name}: throughput of the raw driver`, share, '>=', 0.6)
  verdict(
    `${database.name}: p99 to the raw driver's`,
    middle('platform', 'p99') / middle('baseline', 'p99'),
    '<=',
    2,
  )
}

async function addServer(origin: string): Promise<RunningServer> {
  return (await Staff.signUp(origin)).addServer('shop')
}
