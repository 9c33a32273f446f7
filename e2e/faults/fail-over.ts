import { setTimeout as sleep } from 'node:timers/promises'
import { untilReady } from '#testkit/processes/until-ready.ts'
import type { ReplicatedMySql } from './replicated-mysql.ts'
import type { Scenario } from './scenario.ts'
import type { Topology } from './topology.ts'

/** Milliseconds for which each server leads. */
const LED_MS = 8_000
/** Milliseconds between the end of one primary and the next one under its name, as a name server needs. */
const MOVING_MS = 2_000
/** Milliseconds in which all is at the new primary. */
const MOVED_MS = 30_000

/**
 * The database moves to a standby that has all of it, and then back. Each time, the primary of before stays up, refuses to
 * write, and gets nothing new. No connection may stay there.
 */
export const FAIL_OVER: Scenario = {
  name: 'fail-over',
  async run({ topology, load, ledger }) {
    const { mySql } = topology
    const standby = await mySql.startStandby()
    const move = async (from: ReplicatedMySql, to: ReplicatedMySql) => {
      const mended = ledger.breaks()
      await to.takeOver(from)
      const before = await to.countTransactions()
      await sleep(MOVING_MS)
      for (const { network } of topology.replicas) network.moveTo(to.port)
      mended()
      await untilMoved(topology, from)
      await sleep(LED_MS)
      return (await to.countTransactions()) - before
    }
    await load.reaches(0.2)
    const there = await move(mySql, standby)
    await mySql.follow(standby)
    const back = await move(standby, mySql)
    await standby.stop()
    if (there === 0 || back === 0) ledger.violate('a primary without writes')
    return `${there} transactions there, ${back} back`
  },
}

/** Waits until each process writes, and none has a connection to the server of before. */
async function untilMoved({ replicas }: Topology, before: ReplicatedMySql): Promise<void> {
  for (const replica of replicas) await untilReady(replica.program, () => replica.isReady(), MOVED_MS)
  const deadline = performance.now() + MOVED_MS
  while ((await before.countSessions()) > 0) {
    if (performance.now() > deadline) throw new Error('Connections stay at the primary of before')
    await sleep(100)
  }
}
