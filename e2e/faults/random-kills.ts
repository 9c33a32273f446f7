import { setTimeout as sleep } from 'node:timers/promises'
import type { Replica } from './replica.ts'
import type { ReplicatedMySql } from './replicated-mysql.ts'
import type { Scenario, Stage } from './scenario.ts'
import { untilTheyServe } from './until-it-serves.ts'

/** Milliseconds between two kills, and from a kill to the start. */
const BETWEEN_MS = { least: 3_000, more: 7_000 }
const DOWN_MS = 2_000

export const RANDOM_KILLS: Scenario = { name: 'random-kills', run: killAtRandom }

/**
 * Kills a process of the platform or the database, starts it again, and goes on until all tickets are through and each of
 * them was killed.
 */
async function killAtRandom({ topology, load, ledger, release }: Stage): Promise<string> {
  const { mySql, replicas } = topology
  const kills = new Map<ReplicatedMySql | Replica, number>([mySql, ...replicas].map((victim) => [victim, 0]))
  const isSpared = (victim: ReplicatedMySql | Replica) => kills.get(victim) === 0
  const isOver = () => load.progress >= 1 && ![...kills.keys()].some(isSpared)
  for (;;) {
    const until = performance.now() + BETWEEN_MS.least + Math.random() * BETWEEN_MS.more
    while (performance.now() < until && !isOver()) await sleep(50)
    if (isOver()) return describe([...kills.values()])
    // A run of few tickets is over soon, and kills each of them all the same.
    const spared = load.progress >= 1 ? [...kills.keys()].filter(isSpared) : [...kills.keys()]
    const victim = spared[Math.floor(Math.random() * spared.length)]!
    if (victim !== mySql) await untilTheyServe([victim as Replica], ledger)
    const mended = ledger.breaks()
    await victim.kill()
    kills.set(victim, kills.get(victim)! + 1)
    await sleep(Math.random() * DOWN_MS)
    await (victim === mySql ? mySql.start('kept') : (victim as Replica).start(release))
    mended()
  }
}

function describe([ofDatabase, ofFirst, ofSecond]: number[]): string {
  return `${ofDatabase} × database, ${ofFirst} × one process, ${ofSecond} × the other`
}
