/*
 * How many tickets the platform takes in a second, beside the same statements with the raw driver. The platform writes
 * together what arrives together, and the raw driver does not: on SQLite with one commit, on MySQL also with one statement for
 * each table. On MySQL also two processes of each, and two beside one, which runs the jobs, as a process alone does. Database,
 * processes and the clients share the machine: with few cores, each process gets a quarter of one where two are beside one,
 * which needs root and version 1 of Linux's control groups.
 *
 *   npm run bench -- support-ingest
 */
import { availableParallelism } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Platform } from '#testkit/platform/platform.ts'
import { type SecondProcess, startSecondProcess } from '#testkit/platform/second-process.ts'
import { Program } from '#testkit/processes/program.ts'
import { type RunningServer, Staff } from '#testkit/staff/staff.ts'
import { CONNECTIONS, load, type Run, type Target } from './ingest/load.ts'
import { canLimit, limitToQuarterCore } from './ingest/quarter-core.ts'
import { median, verdict } from './measure.ts'
import { databaseKinds, startPlatform } from './platform.ts'
import { openRaw, type RawDatabase } from './raw-driver.ts'

/** Seconds of one run, and how often both servers take their turn. */
const SECONDS = 6
const ROUNDS = 5
/** Seconds before the first run. Node goes on to compile what runs often for about so long. */
const WARM_UP = 12
/** Two for the processes, and as many for the database and for the clients. */
const hasEnoughCores = availableParallelism() >= 6

type Name = 'platform' | 'baseline'

const limited = hasEnoughCores ? '' : ' with a quarter of a core'
const eachLimited = limited && `, each${limited}`
const LABELS = {
  baseline: 'two processes of the baseline',
  platform: 'two processes of the platform',
  one: `one process of the platform${limited}`,
  oneWithAll: `one process of the platform${limited}, with the connections of two`,
  two: `two processes of the platform${eachLimited}`,
}

for (const database of databaseKinds) {
  const platform = await startPlatform(database, 'ingest_platform')
  const server = await addServer(platform.origin)
  // A database each: the embedded one serves a single process.
  const migrated = await startPlatform(database, 'ingest_baseline')
  const baselineServer = await addServer(migrated.origin)
  await migrated.program.stop()
  const startBaseline = async () => {
    const env = { DATABASE_URL: migrated.databaseUrl, SLUG: baselineServer.slug }
    const program = new Program('bench/ingest/baseline.ts', { env })
    return { program, origin: await program.says(/listens on (\S+)/) }
  }
  const baseline = await startBaseline()
  const targets: Record<Name, Target> = {
    platform: { url: platform.origin, ...server },
    baseline: { url: baseline.origin, ...baselineServer },
  }
  const raw = await openRaw(platform.databaseUrl)
  const runs: Record<Name, Run[]> = { platform: [], baseline: [] }
  await load(targets.platform, WARM_UP)
  await load(targets.baseline, WARM_UP)
  for (let round = 0; round < ROUNDS; round++) {
    await untilIndexed(raw)
    runs.baseline.push(await load(targets.baseline, SECONDS))
    runs.platform.push(await load(targets.platform, SECONDS))
  }
  const two =
    database.name === 'MySQL'
      ? await measureTwo(platform, raw, targets, await startSecondProcess(platform), await startBaseline())
      : undefined
  await raw.close()
  await baseline.program.stop()
  await migrated.end()
  await platform.end()

  const middle = (name: Name, what: keyof Run) => median(runs[name].map((run) => run[what]))
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
  if (!two) continue
  verdict(`${database.name}, two processes: throughput of the raw driver`, two.share, '>=', 0.65)
  if (two.gain === undefined) continue
  verdict(`${database.name}: two processes to one${eachLimited}`, two.gain, '>=', 1.5)
}

type Started = Pick<SecondProcess, 'program' | 'origin'>

/**
 * How many tickets two processes of the platform take, of those of two processes with the raw driver; and of those of one, where
 * it takes most: with the connections of one process or of two.
 */
async function measureTwo(
  platform: Platform,
  raw: RawDatabase,
  targets: Record<Name, Target>,
  second: Started,
  baseline: Started,
): Promise<{ share: number; gain: number | undefined }> {
  const others: Record<Name, Target> = {
    platform: { ...targets.platform, url: second.origin },
    baseline: { ...targets.baseline, url: baseline.origin },
  }
  const loadBoth = async (name: Name) => {
    const both = await Promise.all([load(targets[name], SECONDS), load(others[name], SECONDS)])
    return both.reduce((sum, { perSecond }) => sum + perSecond, 0)
  }
  const runs: Record<keyof typeof LABELS, number[]> = {
    platform: [],
    baseline: [],
    one: [],
    oneWithAll: [],
    two: [],
  }
  await load(others.platform, WARM_UP)
  await load(others.baseline, WARM_UP)
  for (let round = 0; round < ROUNDS; round++) {
    await untilIndexed(raw)
    runs.baseline.push(await loadBoth('baseline'))
    runs.platform.push(await loadBoth('platform'))
  }
  await baseline.program.stop()
  if (hasEnoughCores || canLimit) {
    const giveBack = hasEnoughCores ? undefined : limitToQuarterCore(platform.program.pid, second.program.pid)
    for (let round = 0; round < ROUNDS; round++) {
      await untilIndexed(raw)
      runs.one.push((await load(targets.platform, SECONDS)).perSecond)
      await untilIndexed(raw)
      runs.oneWithAll.push((await load(targets.platform, SECONDS, 2 * CONNECTIONS)).perSecond)
      await untilIndexed(raw)
      runs.two.push(await loadBoth('platform'))
    }
    giveBack?.()
  }
  await second.program.stop()
  for (const [name, perSecond] of Object.entries(runs))
    if (perSecond.length > 0)
      process.stdout.write(
        `MySQL, ${LABELS[name as keyof typeof runs]}: ${median(perSecond).toFixed(0)} tickets/s\n`,
      )
  return {
    share: median(runs.platform) / median(runs.baseline),
    gain:
      runs.one.length > 0
        ? median(runs.two) / Math.max(median(runs.one), median(runs.oneWithAll))
        : undefined,
  }
}

/** Waits until the job of the search has nothing to do, which would share the machine with the raw driver. */
async function untilIndexed(raw: RawDatabase): Promise<void> {
  while ((await raw.query('select id from search_todo limit 1', [])).length > 0) await sleep(100)
}

async function addServer(origin: string): Promise<RunningServer> {
  return (await Staff.signUp(origin)).addServer('shop')
}
