/*
 * How many tickets the platform takes in a second while dashboards follow them, beside the same without dashboards, in turns;
 * and whether each dashboard is told of each ticket.
 *
 *   npm run bench -- live-ingest
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { Staff } from '#testkit/staff/staff.ts'
import { watchChanges } from '#testkit/staff/watch-changes.ts'
import { load } from './ingest/load.ts'
import { median, verdict } from './measure.ts'
import { databaseKinds, startPlatform } from './platform.ts'

/** Seconds of one run, and how often each of the two takes its turn. */
const SECONDS = 6
const ROUNDS = 5
const WARM_UP = 12
const DASHBOARDS = 5
/** Milliseconds after which a dashboard must have heard of the last ticket. */
const HEARD_MS = 5_000

for (const database of databaseKinds) {
  const platform = await startPlatform(database, 'live_ingest')
  const staff = await Staff.signUp(platform.origin)
  const server = { url: platform.origin, ...(await staff.addServer('shop')) }
  const { host, port } = new URL(platform.origin)
  await load(server, WARM_UP)
  const runs = { alone: [] as number[], followed: [] as number[] }
  const told = { least: 1, refetches: 0 }
  for (let round = 0; round < ROUNDS; round++) {
    runs.alone.push((await load(server, SECONDS)).perSecond)
    const dashboards = await Promise.all(
      Array.from({ length: DASHBOARDS }, () =>
        watchChanges({ host, port: Number(port), cookie: staff.visitor.cookie, org: staff.org }),
      ),
    )
    const { perSecond } = await load(server, SECONDS)
    runs.followed.push(perSecond)
    await sleep(HEARD_MS)
    for (const dashboard of dashboards) {
      const text = dashboard.text()
      told.least = Math.min(told.least, countOf(text, '"ticket-opened"') / (perSecond * SECONDS))
      // The first one is the greeting.
      told.refetches = Math.max(told.refetches, countOf(text, '"resumed":false') - 1)
      dashboard.close()
    }
  }
  await platform.end()
  const [alone, followed] = [median(runs.alone), median(runs.followed)]
  process.stdout.write(
    `${database.name}: ${followed.toFixed(0)} tickets/s with ${DASHBOARDS} dashboards, ${alone.toFixed(0)} without\n`,
  )
  verdict(`${database.name}: tickets/s with dashboards to without`, followed / alone, '>=', 0.8)
  verdict(`${database.name}: of the tickets, what the worst dashboard was told`, told.least, '>=', 0.99)
  // After a second in which the machine does something else, one refetch is what the feed should ask for.
  verdict(
    `${database.name}: times in ${SECONDS} s that a dashboard had to fetch all anew`,
    told.refetches,
    '<=',
    1,
  )
}

/** How often it stands in the text. */
function countOf(text: string, part: string): number {
  return text.split(part).length - 1
}
