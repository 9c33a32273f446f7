import { setTimeout as sleep } from 'node:timers/promises'
import type { MySql } from './my-sql.ts'
import type { Scenario } from './scenarios.ts'

/** Milliseconds for which the standby leads. */
const LED_MS = 8_000
/** Milliseconds between the end of one primary and the next one under its name, as a name server needs. */
const MOVING_MS = 2_000

let standby: MySql | undefined

/**
 * The standby takes over, and the database's name moves to it. The primary of before stays up, refuses to write, and keeps its
 * connections. Then the same back.
 */
export const FAIL_OVER: Scenario = {
  name: 'fail-over',
  async prepare({ mySql }) {
    standby = await mySql.startStandby()
  },
  async run({ topology: { mySql, replicas }, load, ledger }) {
    const move = async (from: MySql, to: MySql) => {
      const mended = ledger.breaks()
      await to.takeOver(from)
      await sleep(MOVING_MS)
      for (const { network } of replicas) network.moveTo(to.port)
      mended()
      await from.follow(to)
    }
    await load.reaches(0.2)
    await move(mySql, standby!)
    const before = load.through
    await sleep(LED_MS)
    const written = load.through - before
    if (written === 0) ledger.violate('nothing written at the standby')
    await move(standby!, mySql)
    await standby!.kill()
    return `${written} at the standby`
  },
}
