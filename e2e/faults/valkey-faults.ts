import { setTimeout as sleep } from 'node:timers/promises'
import { BEFORE, BROKEN_MS, type Scenario, type Stage } from './scenario.ts'
import { countDecisions, SharedLimits } from './shared-limits.ts'
import type { Topology } from './topology.ts'
import { untilTheyServe } from './until-it-serves.ts'

/** Milliseconds: Valkey must answer within 200. */
const JUST_IN_TIME_MS = 180
/** Milliseconds between two changes of something that is up and down. */
const FLAP_MS = 1_000

type Step = (topology: Topology) => Promise<unknown> | void

interface ValkeyFault {
  breakIt: Step
  mend: Step
  /** What the processes find: `away` for all the time, `interrupted` at least once, or `slow` and still there. */
  found: 'away' | 'interrupted' | 'slow'
}

/**
 * Breaks Valkey, or the way to it, under two processes that both open tickets. No request may fail. Limits count in Valkey before
 * and afterwards, and without it where it is away.
 */
function valkeyFault(name: string, { breakIt, mend, found }: ValkeyFault): Scenario {
  return {
    name,
    isSmooth: true,
    async run({ topology, load, ledger }: Stage) {
      const { replicas, valkey } = topology
      const limits = new SharedLimits(replicas, ledger)
      await load.reaches(BEFORE)
      await limits.until('shared', 'before the fault')
      const idle = await countDecisions(valkey)
      await untilTheyServe(replicas, ledger)
      const decisions = await countDecisions(valkey)
      if (decisions <= idle) ledger.violate('Valkey counted nothing in the second before the fault')
      await limits.expectFallbacks()
      const mended = ledger.breaks()
      await breakIt(topology)
      if (found === 'away') await limits.until('alone', 'while Valkey is away')
      await sleep(BROKEN_MS)
      if (found === 'away') await limits.check('alone', 'at the end of the fault')
      if (found !== 'slow') await limits.checkFallbacks()
      else if ((await countDecisions(valkey)) <= decisions) ledger.violate('the slow Valkey counted nothing')
      await mend(topology)
      mended()
      await limits.until('shared', 'after the fault')
    },
  }
}

/** Freezes Valkey, thaws it, kills it, starts it: each second something else. */
async function flap({ valkey }: Topology): Promise<void> {
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
}

export const VALKEY_FAULTS: Scenario[] = [
  valkeyFault('valkey-killed', {
    breakIt: ({ valkey }) => valkey.kill(),
    mend: ({ valkey }) => valkey.start(),
    found: 'away',
  }),
  valkeyFault('valkey-frozen', {
    breakIt: ({ valkey }) => valkey.freeze(),
    mend: ({ valkey }) => valkey.thaw(),
    found: 'away',
  }),
  // What it refuses for want of memory is all that is needed of it: full, it is away.
  valkeyFault('valkey-full', {
    breakIt: ({ valkey }) => valkey.fill(),
    mend: ({ valkey }) => valkey.makeRoom(),
    found: 'away',
  }),
  valkeyFault('valkey-slow', {
    breakIt: ({ valkeyNetwork }) => valkeyNetwork.delay(JUST_IN_TIME_MS),
    mend: ({ valkeyNetwork }) => valkeyNetwork.delay(0),
    found: 'slow',
  }),
  valkeyFault('valkey-connections-lost', {
    breakIt: ({ valkeyNetwork }) => valkeyNetwork.lose(),
    mend: () => {},
    found: 'interrupted',
  }),
  valkeyFault('valkey-flapping', { breakIt: flap, mend: () => {}, found: 'interrupted' }),
]
