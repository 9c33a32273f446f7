import { setTimeout as sleep } from 'node:timers/promises'
import type { Staff } from '#testkit/staff/staff.ts'
import type { Ledger } from './ledger.ts'
import type { Load } from './load.ts'
import type { Release, Replica } from './replica.ts'
import type { Topology } from './topology.ts'

/** Milliseconds for which something stays broken. */
const BROKEN_MS = 8_000
/** Milliseconds: Valkey must answer within 200. */
const JUST_IN_TIME_MS = 180
/** Milliseconds between two changes of something that is up and down. */
const FLAP_MS = 1_000
/** The part of the tickets before which nothing is broken. */
const BEFORE = 0.2
/** Milliseconds in which Caddy finds a process ready that the scenario before has started, and sends to it again. */
const FOUND_MS = 2_500

interface Stage {
  topology: Topology
  load: Load
  ledger: Ledger
  /** What ran at first, and what is started later. */
  first: Release
  release: Release
  staff: Staff
}

export interface Scenario {
  name: string
  /** No request may fail. */
  isSmooth?: boolean
  /** What may happen here, and nowhere else. */
  allows?: readonly string[]
  /**
   * Runs while the load does. It tells the ledger when something is broken, and works again.
   *
   * @returns what the table says beside the name, if there is anything to say
   */
  run: (stage: Stage) => Promise<string | void>
}

/** Breaks something, and mends it after some seconds. */
function fault(
  name: string,
  breakIt: (topology: Topology) => Promise<unknown> | void,
  mend: (topology: Topology, release: Release) => Promise<unknown> | void,
  allows: readonly string[] = [],
): Scenario {
  return {
    name,
    allows,
    async run({ topology, load, ledger, release }) {
      await Promise.all([load.reaches(BEFORE), sleep(FOUND_MS)])
      const mended = ledger.breaks()
      await breakIt(topology)
      await sleep(BROKEN_MS)
      await mend(topology, release)
      mended()
    },
  }
}

const replicaOf = ({ replicas }: Topology): Replica => replicas[0]

export const SCENARIOS: Scenario[] = [
  {
    name: 'rolling-restart',
    isSmooth: true,
    async run({ topology, load, release }) {
      for (const [place, replica] of topology.replicas.entries()) {
        await load.reaches(BEFORE + place / 2)
        await replica.stop()
        await replica.start(release)
      }
    },
  },
  fault(
    'valkey-killed',
    ({ valkey }) => valkey.kill(),
    ({ valkey }) => valkey.start(),
  ),
  fault(
    'valkey-frozen',
    ({ valkey }) => valkey.freeze(),
    ({ valkey }) => valkey.thaw(),
  ),
  fault(
    'valkey-full',
    ({ valkey }) => valkey.fill(),
    ({ valkey }) => valkey.makeRoom(),
  ),
  fault(
    'valkey-slow',
    ({ valkeyNetwork }) => valkeyNetwork.delay(JUST_IN_TIME_MS),
    ({ valkeyNetwork }) => valkeyNetwork.delay(0),
  ),
  fault(
    'valkey-connections-lost',
    ({ valkeyNetwork }) => valkeyNetwork.lose(),
    () => {},
  ),
  { name: 'valkey-flapping', run: flap },
  fault(
    'replica-killed',
    (topology) => replicaOf(topology).kill(),
    (topology, release) => replicaOf(topology).start(release),
  ),
  fault(
    'replica-frozen',
    (topology) => replicaOf(topology).freeze(),
    (topology) => replicaOf(topology).thaw(),
    // What it took before Caddy noticed. Clients that wait no longer send it again.
    ['no-answer'],
  ),
  fault(
    'partition-silent',
    (topology) => replicaOf(topology).network.freeze(),
    (topology) => replicaOf(topology).network.thaw(),
  ),
  fault(
    'partition-refused',
    (topology) => replicaOf(topology).network.stop(),
    (topology) => replicaOf(topology).network.listen(),
  ),
  fault(
    'connections-lost',
    (topology) => replicaOf(topology).network.lose(),
    () => {},
  ),
  fault(
    'database-killed',
    ({ mySql }) => mySql.kill(),
    ({ mySql }) => mySql.start('kept'),
  ),
  fault(
    'database-frozen',
    ({ mySql }) => mySql.freeze(),
    ({ mySql }) => mySql.thaw(),
  ),
  fault(
    'database-read-only',
    ({ mySql }) => mySql.run('set global super_read_only = 1'),
    ({ mySql }) => mySql.run('set global super_read_only = 0, global read_only = 0'),
  ),
  fault(
    'replica-and-database-killed',
    (topology) => Promise.all([replicaOf(topology).kill(), topology.mySql.kill()]),
    async (topology, release) => {
      await topology.mySql.start('kept')
      await replicaOf(topology).start(release)
    },
  ),
  fault(
    'replicas-killed',
    ({ replicas }) => Promise.all(replicas.map((replica) => replica.kill())),
    ({ replicas }, release) => Promise.all(replicas.map((replica) => replica.start(release))),
  ),
  { name: 'random-kills', run: killAtRandom },
]

/** Freezes Valkey, thaws it, kills it, starts it: each second something else. */
async function flap({ topology: { valkey }, load, ledger }: Stage): Promise<void> {
  await load.reaches(BEFORE)
  const mended = ledger.breaks()
  const steps: (() => Promise<void> | void)[] = [
    () => valkey.freeze(),
    () => valkey.thaw(),
    () => valkey.kill(),
    () => valkey.start(),
  ]
  for (const step of [steps, steps, steps, steps].flat()) {
    await step()
    await sleep(FLAP_MS)
  }
  mended()
}

/** A run of few tickets is over before the first one. */
const LEAST_KILLS = 3

/** Kills a process of the platform or the database, starts it again, and goes on until all tickets are through. */
async function killAtRandom({ topology, load, ledger, release }: Stage): Promise<string> {
  const { mySql, replicas } = topology
  let kills = 0
  const isOver = () => load.progress >= 1 && kills >= LEAST_KILLS
  for (;;) {
    const until = performance.now() + 3_000 + Math.random() * 7_000
    while (performance.now() < until && !isOver()) await sleep(50)
    if (isOver()) return String(kills)
    const victim = [mySql, ...replicas][Math.floor(Math.random() * 3)]!
    const mended = ledger.breaks()
    await victim.kill()
    kills++
    await sleep(Math.random() * 2_000)
    await (victim === mySql ? mySql.start('kept') : (victim as Replica).start(release))
    mended()
  }
}
