import { setTimeout as sleep } from 'node:timers/promises'
import { DASHBOARDS_RESUME } from './dashboards-resume.ts'
import { FAIL_OVER } from './fail-over.ts'
import { RANDOM_KILLS } from './random-kills.ts'
import type { Release, Replica } from './replica.ts'
import { BEFORE, BROKEN_MS, type Scenario } from './scenario.ts'
import type { Topology } from './topology.ts'
import { untilTheyServe } from './until-it-serves.ts'
import { UPGRADE } from './upgrade.ts'
import { VALKEY_FAULTS } from './valkey-faults.ts'

type Step = (topology: Topology, release: Release) => Promise<unknown> | void

interface Fault {
  /** The processes that must open tickets before: the fault hits what they do. */
  victims: (topology: Topology) => readonly Replica[]
  breakIt: Step
  mend: Step
  allows?: readonly string[]
}

/** Breaks something, and mends it after some seconds. */
function fault(name: string, { victims, breakIt, mend, allows = [] }: Fault): Scenario {
  return {
    name,
    allows,
    async run({ topology, load, ledger, release }) {
      await load.reaches(BEFORE)
      await untilTheyServe(victims(topology), ledger)
      const mended = ledger.breaks()
      await breakIt(topology, release)
      await sleep(BROKEN_MS)
      await mend(topology, release)
      mended()
    },
  }
}

const first = ({ replicas }: Topology): Replica => replicas[0]
const onlyFirst = (topology: Topology): readonly Replica[] => [first(topology)]
const both = ({ replicas }: Topology): readonly Replica[] => replicas

/** In the order in which they run. `UPGRADE` needs processes of another release. */
export const SCENARIOS: Scenario[] = [
  {
    name: 'rolling-restart',
    isSmooth: true,
    async run({ topology, load, ledger, release }) {
      for (const [place, replica] of topology.replicas.entries()) {
        await load.reaches(BEFORE + place / 2)
        await untilTheyServe([replica], ledger)
        await replica.stop()
        await replica.start(release)
      }
    },
  },
  ...VALKEY_FAULTS,
  fault('replica-killed', {
    victims: onlyFirst,
    breakIt: (topology) => first(topology).kill(),
    mend: (topology, release) => first(topology).start(release),
  }),
  fault('replica-frozen', {
    victims: onlyFirst,
    breakIt: (topology) => first(topology).freeze(),
    mend: (topology) => first(topology).thaw(),
    // What it took before Caddy noticed. Clients that wait no longer send it again.
    allows: ['no-answer'],
  }),
  fault('partition-silent', {
    victims: onlyFirst,
    breakIt: (topology) => first(topology).network.freeze(),
    mend: (topology) => first(topology).network.thaw(),
  }),
  fault('partition-refused', {
    victims: onlyFirst,
    breakIt: (topology) => first(topology).network.stop(),
    mend: (topology) => first(topology).network.listen(),
  }),
  fault('connections-lost', {
    victims: onlyFirst,
    breakIt: (topology) => first(topology).network.lose(),
    mend: () => {},
  }),
  DASHBOARDS_RESUME,
  fault('database-killed', {
    victims: both,
    breakIt: ({ mySql }) => mySql.kill(),
    mend: ({ mySql }) => mySql.start('kept'),
  }),
  fault('database-frozen', {
    victims: both,
    breakIt: ({ mySql }) => mySql.freeze(),
    mend: ({ mySql }) => mySql.thaw(),
  }),
  fault('database-read-only', {
    victims: both,
    breakIt: ({ mySql }) => mySql.run('set global super_read_only = 1'),
    mend: ({ mySql }) => mySql.run('set global super_read_only = 0, global read_only = 0'),
  }),
  fault('replica-and-database-killed', {
    victims: both,
    breakIt: (topology) => Promise.all([first(topology).kill(), topology.mySql.kill()]),
    async mend(topology, release) {
      await topology.mySql.start('kept')
      await first(topology).start(release)
    },
  }),
  fault('replicas-killed', {
    victims: both,
    breakIt: ({ replicas }) => Promise.all(replicas.map((replica) => replica.kill())),
    mend: ({ replicas }, release) => Promise.all(replicas.map((replica) => replica.start(release))),
  }),
  RANDOM_KILLS,
  FAIL_OVER,
  UPGRADE,
]
