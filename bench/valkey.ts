/*
 * What Valkey costs and brings: tickets in a second with it and without it, the time until a dashboard hears of a ticket
 * that another process took, and what a post waits for a Valkey that is frozen. On MySQL, with two processes each.
 *
 *   npm run bench -- valkey
 */
import { readMetric } from '#testkit/platform/read-metric.ts'
import { setTimeout as sleep } from 'node:timers/promises'
import { postTicket } from '#testkit/mcp/sdk-caller.ts'
import { startSecondProcess } from '#testkit/platform/second-process.ts'
import { PASSWORD, Staff } from '#testkit/staff/staff.ts'
import { watchChanges } from '#testkit/staff/watch-changes.ts'
import { TestValkey } from '#testkit/valkey/start-valkey.ts'
import { load } from './ingest/load.ts'
import { median, quantile, verdict } from './measure.ts'
import { databaseKinds, startPlatform } from './platform.ts'

/** Seconds of one run, how often both take their turn, and tickets that are watched. */
const SECONDS = 5
const ROUNDS = 4
const WATCHED = 40

const mySql = databaseKinds.find(({ name }) => name === 'MySQL')
if (mySql) {
  const valkey = await TestValkey.start()
  const [alone, sharing] = [await startPair('alone'), await startPair('sharing', valkey.url)]
  const pairs = { alone, sharing }
  const perSecond: Record<keyof typeof pairs, number[]> = { alone: [], sharing: [] }
  /** Milliseconds of the process's CPU for each ticket. */
  const cpu: Record<keyof typeof pairs, number[]> = { alone: [], sharing: [] }
  const until: Record<keyof typeof pairs, number[]> = { alone: [], sharing: [] }
  for (const pair of Object.values(pairs)) await load(pair.target, 2)
  for (let round = 0; round < ROUNDS; round++)
    for (const name of ['alone', 'sharing'] as const) {
      const before = await pairs[name].readCpu()
      const run = await load(pairs[name].target, SECONDS)
      perSecond[name].push(run.perSecond)
      cpu[name].push(((await pairs[name].readCpu()) - before) / (run.perSecond * SECONDS))
    }
  for (let count = 0; count < WATCHED; count++)
    for (const name of ['alone', 'sharing'] as const) until[name].push(await pairs[name].hear())

  for (const name of ['alone', 'sharing'] as const)
    process.stdout.write(
      `${name}: ${median(perSecond[name]).toFixed(0)} tickets/s, ${median(cpu[name]).toFixed(2)} ms of CPU each; the other process tells of one after ` +
        `${median(until[name]).toFixed(0)} ms, p95 ${quantile(until[name], 0.95).toFixed(0)} ms\n`,
    )
  verdict('CPU of a ticket, with Valkey to without', median(cpu.sharing) / median(cpu.alone), '<=', 1.25)
  verdict('tickets/s with Valkey to without', median(perSecond.sharing) / median(perSecond.alone), '>=', 0.8)
  verdict(
    'time until another process tells, with Valkey to without',
    median(until.sharing) / median(until.alone),
    '<=',
    0.3,
  )

  valkey.freeze()
  const first = await sharing.post()
  const [next, ordinary]: [number[], number[]] = [[], []]
  for (let count = 0; count < WATCHED; count++) {
    next.push(await sharing.post())
    ordinary.push(await alone.post())
  }
  process.stdout.write(
    `frozen: the first post takes ${first.toFixed(0)} ms, the next ones ${median(next).toFixed(0)} ms\n`,
  )
  verdict('first post while it is frozen, ms more than without', first - median(ordinary), '<=', 250)
  verdict('later posts while it is frozen, to without', median(next) / median(ordinary), '<=', 1.2)
  for (const pair of Object.values(pairs)) await pair.end()
  await valkey.kill()
}

/** Two processes on one database, with a dashboard open at the second one. */
async function startPair(purpose: string, valkeyUrl?: string) {
  const settings = { LOG_LEVEL: 'info', ...(valkeyUrl && { VALKEY_URL: valkeyUrl }) }
  const platform = await startPlatform(mySql!, `valkey_${purpose}`, settings)
  const second = await startSecondProcess(platform)
  const staff = await Staff.signUp(platform.origin)
  const server = await staff.addServer('shop')
  const colleague = await Staff.signIn(second.origin, staff.email, PASSWORD)
  const { host, port } = new URL(second.origin)
  const watcher = { port: Number(port), host, cookie: colleague.visitor.cookie, org: staff.org }

  const send = async () => {
    const ticket = { title: 'Search', description: 'It fails.', category: 'Bug Report' }
    const { body } = await postTicket(server.dsn, ticket)
    return body.ticket!.reference
  }
  /** Milliseconds of one post. */
  const post = async () => {
    const start = performance.now()
    await send()
    return performance.now() - start
  }
  /** Milliseconds from the answer to a post until the other process tells of it. */
  const hear = async () => {
    const stream = await watchChanges(watcher)
    // At any moment between two looks at the database.
    await sleep(300 + Math.random() * 1_000)
    const reference = await send()
    const start = performance.now()
    await stream.expect(new RegExp(`"ticket-opened","reference":"${reference}"`))
    stream.close()
    return performance.now() - start
  }
  const readCpu = async () => (await readMetric(platform.health, 'process_cpu_seconds_total')) * 1_000
  const end = async () => {
    await second.program.stop()
    await platform.end()
  }
  return { target: { url: platform.origin, ...server }, readCpu, post, hear, end }
}
