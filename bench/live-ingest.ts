/*
 * How many tickets the platform takes in a second while dashboards follow them, beside the same without dashboards, in turns;
 * and whether each dashboard is told of each ticket.
 *
 *   npm run bench -- live-ingest
 */
import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { Staff } from '#testkit/staff/staff.ts'
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

/** What a dashboard was told. */
interface Dashboard {
  tickets: number
  refetches: number
  close: () => void
}

for (const database of databaseKinds) {
  const platform = await startPlatform(database, 'live_ingest')
  const staff = await Staff.signUp(platform.origin)
  const server = { url: platform.origin, ...(await staff.addServer('shop')) }
  await load(server, WARM_UP)
  const runs = { alone: [] as number[], followed: [] as number[] }
  const told = { least: 1, refetches: 0 }
  for (let round = 0; round < ROUNDS; round++) {
    runs.alone.push((await load(server, SECONDS)).perSecond)
    const dashboards = await Promise.all(
      Array.from({ length: DASHBOARDS }, () => openDashboard(platform.origin, staff)),
    )
    const { perSecond } = await load(server, SECONDS)
    runs.followed.push(perSecond)
    await sleep(HEARD_MS)
    for (const { tickets, refetches, close } of dashboards) {
      told.least = Math.min(told.least, tickets / (perSecond * SECONDS))
      told.refetches += refetches
      close()
    }
  }
  await platform.end()
  const [alone, followed] = [median(runs.alone), median(runs.followed)]
  process.stdout.write(
    `${database.name}: ${followed.toFixed(0)} tickets/s with ${DASHBOARDS} dashboards, ${alone.toFixed(0)} without\n`,
  )
  verdict(`${database.name}: tickets/s with dashboards to without`, followed / alone, '>=', 0.8)
  verdict(`${database.name}: of the tickets, what the worst dashboard was told`, told.least, '>=', 0.99)
  verdict(`${database.name}: times that a dashboard had to fetch all anew`, told.refetches, '<=', 0)
}

/** Opens a live stream, as a tab does, and counts what comes. */
async function openDashboard(origin: string, { visitor, org }: Staff): Promise<Dashboard> {
  const { host, port } = new URL(origin)
  const path = `/trpc/supportTicket.watch?input=${encodeURIComponent(JSON.stringify({ org }))}`
  const headers = { host, accept: 'text/event-stream', cookie: visitor.cookie }
  const call = request({ host: '127.0.0.1', port, path, headers })
  const dashboard = { tickets: 0, refetches: -1, close: () => void call.destroy() }
  const [response] = (await once(call.on('error', () => {}).end(), 'response')) as [IncomingMessage]
  let rest = ''
  response.setEncoding('utf8').on('data', (text: string) => {
    const messages = `${rest}${text}`.split('\n\n')
    rest = messages.pop()!
    for (const message of messages) {
      if (message.includes('"ticket-opened"')) dashboard.tickets++
      // The first one is the greeting.
      if (message.includes('"resumed":false')) dashboard.refetches++
    }
  })
  return dashboard
}
