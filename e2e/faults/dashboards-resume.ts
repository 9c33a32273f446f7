import { setTimeout as sleep } from 'node:timers/promises'
import type { Ledger } from './ledger.ts'
import type { Replica } from './replica.ts'
import type { Scenario, Stage } from './scenario.ts'
import { untilTheyServe } from './until-it-serves.ts'

/** Milliseconds after which the changes of the scenario before are not replayed any more. */
const SETTLED_MS = 15_000
/** Milliseconds in which dashboards connect to another process. */
const MOVED_MS = 10_000

/**
 * Kills the process that dashboards follow, twice, while few tickets are raised. Each dashboard goes on at the other process
 * where it was: it is told what it has missed, and fetches nothing anew.
 */
export const DASHBOARDS_RESUME: Scenario = {
  name: 'dashboards-resume',
  isSlow: true,
  async run({ topology: { replicas }, ledger, watchers, release }) {
    let moved = 0
    for (let turn = 0; turn < 2; turn++) {
      await sleep(SETTLED_MS)
      const [left, taken] = await byStreams(replicas)
      moved += await countStreams(left)
      await untilTheyServe([left], ledger)
      const mended = ledger.breaks()
      await left.kill()
      await untilAllFollow(taken, watchers, ledger)
      await left.start(release)
      mended()
    }
    const resumed = watchers.reduce((sum, { resumes }) => sum + resumes, 0)
    const refetched = watchers.reduce((sum, { refetches }) => sum + refetches, 0)
    // After the first turn all of them follow one process: so all of them move at least once.
    if (moved <= watchers.length) ledger.violate('dashboards did not move')
    if (resumed < moved) ledger.violate('not resumed', moved - resumed)
    if (refetched > 0) ledger.violate('fetched anew', refetched)
    return `${moved} moved to the other process`
  },
}

/** The process with most live streams is the first. */
async function byStreams(replicas: readonly [Replica, Replica]): Promise<readonly [Replica, Replica]> {
  const [one, other] = replicas
  const [ofOne, ofOther] = [await countStreams(one), await countStreams(other)]
  return ofOne >= ofOther ? [one, other] : [other, one]
}

const countStreams = (replica: Replica): Promise<number> => replica.readMetric('mcp_obs_live_streams')

async function untilAllFollow(replica: Replica, watchers: Stage['watchers'], ledger: Ledger): Promise<void> {
  const deadline = performance.now() + MOVED_MS
  while ((await countStreams(replica)) < watchers.length) {
    if (performance.now() > deadline) return ledger.violate('dashboards do not follow the other process')
    await sleep(50)
  }
}
