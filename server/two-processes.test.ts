import { setTimeout as sleep } from 'node:timers/promises'
import { databaseKinds, runOnMySql } from '#testkit/platform/database-kinds.ts'
import { Platform } from '#testkit/platform/platform.ts'
import { readMetric } from '#testkit/platform/read-metric.ts'
import { type SecondProcess, startSecondProcess } from '#testkit/platform/second-process.ts'
import { postTicket } from '#testkit/mcp/sdk-caller.ts'
import { PASSWORD, type RunningServer, Staff } from '#testkit/staff/staff.ts'
import { watchChanges } from '#testkit/staff/watch-changes.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { jobs } from './jobs/jobs.ts'
import { SLOWNESS } from './test/slowness.ts'

/** Jobs are taken over within thirty seconds. A slow database is given more (`vite.config.ts`). */
const TAKEN_OVER = { timeout: 30_000 * SLOWNESS, interval: 1_000 }
const mySql = databaseKinds.find(({ name }) => name === 'MySQL')

/** Two processes of the platform on one database. On SQLite there is one. */
describe.runIf(mySql)('two processes on MySQL', () => {
  let platform: Platform
  let second: SecondProcess
  let staff: Staff
  let server: RunningServer
  beforeAll(async () => {
    platform = await Platform.start({}, mySql, 'pair')
    second = await startSecondProcess(platform)
    staff = await Staff.signUp(platform.origin)
    server = await staff.addServer('shop')
  })
  afterAll(async () => {
    await second?.program.stop()
    await platform?.end()
  })

  const dsnOf = (origin: string) => server.dsn.replace(new URL(platform.origin).port, new URL(origin).port)
  const post = async (origin: string, title: string) => {
    const ticket = { title, description: 'It fails.', category: 'Bug Report' }
    const { status, body } = await postTicket(dsnOf(origin), ticket)
    if (!body.ticket) throw new Error(`${status} ${JSON.stringify(body)}`)
    return body.ticket.reference
  }
  const watch = async (origin: string, lastEventId?: string) => {
    const { visitor, org } = await Staff.signIn(origin, staff.email, PASSWORD)
    const { host, port } = new URL(origin)
    return watchChanges({ port: Number(port), host, cookie: visitor.cookie, org, lastEventId })
  }
  const find = async (origin: string, query: string) => {
    const colleague = await Staff.signIn(origin, staff.email, PASSWORD)
    const { tickets } = await colleague.listTickets({ query })
    return tickets.map(({ reference }) => reference)
  }

  it('say that limits count in each of them, where there is another one', () => {
    const said = [platform, second].map(({ program }) => program.stdoutText.includes('limits count in each'))
    expect(said).toEqual([false, true])
  })

  it('R4.3 a dashboard on one hears of a ticket that the other took, and goes on at the other', async () => {
    const stream = await watch(platform.origin)
    const heard = await post(second.origin, 'Elsewhere')
    await stream.expect(new RegExp(`"ticket-opened","reference":"${heard}"`))
    const [, lastEventId] = await stream.expect(/id: (\S+)\s+$/)
    stream.close()
    const missed = await post(platform.origin, 'Meanwhile')
    const again = await watch(second.origin, lastEventId)
    await again.expect(/"type":"hello","resumed":true/)
    const [told] = await again.expect(new RegExp(`"ticket-opened","reference":"${missed}"`))
    expect(told).toContain(missed)
    again.close()
  })

  it('R4.3 opens all live streams that come at once, as after the other process has ended', async () => {
    const { visitor, org } = await Staff.signIn(platform.origin, staff.email, PASSWORD)
    const { host, port } = new URL(platform.origin)
    const watcher = { port: Number(port), host, cookie: visitor.cookie, org }
    // What comes while it is frozen, it gets at once.
    platform.program.signal('SIGSTOP')
    const streams = Promise.allSettled(Array.from({ length: 400 }, () => watchChanges(watcher)))
    await sleep(1_000)
    platform.program.signal('SIGCONT')
    const ends = await streams
    expect(ends.flatMap((end) => (end.status === 'rejected' ? String(end.reason) : []))).toEqual([])
    for (const end of ends) if (end.status === 'fulfilled') end.value.close()
  })

  it('one that was frozen has lost the jobs, and runs none when it wakes', async () => {
    const read = async (health: string) => (await fetch(`${health}/metrics`)).text()
    const runsOf = ({ health }: { health: string }, job: string) =>
      readMetric(health, 'mcp_obs_job_runs_total', `job="${job}",result="done"`)
    /** The jobs of which a process says when they succeeded. */
    const jobsOf = async ({ health }: { health: string }) =>
      (await read(health)).match(/(?<=^mcp_obs_job_last_success_timestamp_seconds\{job=")[^"]+/gm)?.toSorted()
    const everywhere = ['compare-settings', 'touch-process']
    const all = [...jobs.map(({ name }) => name), ...everywhere].toSorted()
    await expect.poll(() => jobsOf(platform)).toEqual(all)
    expect(await jobsOf(second)).toEqual(everywhere)
    await expect.poll(() => runsOf(platform, 'index-tickets')).toBeGreaterThan(0)
    platform.program.signal('SIGSTOP')
    const reference = await post(second.origin, 'Heron')
    await expect.poll(() => find(second.origin, 'heron'), TAKEN_OVER).toEqual([reference])
    // The other one has never run what runs every hour, and may not live for an hour.
    await expect.poll(() => runsOf(second, 'queue-forgotten-tickets')).toBe(1)
    platform.program.signal('SIGCONT')
    const before = await runsOf(platform, 'index-tickets')
    await sleep(5_000)
    // One may have been under way when it was frozen.
    expect(await runsOf(platform, 'index-tickets')).toBeLessThanOrEqual(before + 1)
    // An alarm on the age of the last success must not hear of the one that has lost them.
    expect(await jobsOf(platform)).toEqual(everywhere)
    expect(await jobsOf(second)).toEqual(all)
  })

  it('when the one that has the jobs is killed, the other takes them over, also if a clock was put back', async () => {
    // The test before has left them there.
    const before = await post(platform.origin, 'Pelican before')
    await expect.poll(() => find(platform.origin, 'pelican')).toEqual([before])
    const stream = await watch(platform.origin)
    second.program.kill()
    const database = new URL(platform.databaseUrl).pathname.slice(1)
    const later = 'seen_at + interval 1 hour'
    await runOnMySql(`update \`${database}\`.platform_process set seen_at = ${later}`)
    const after = await post(platform.origin, 'Pelican after')
    await stream.expect(new RegExp(`"ticket-opened","reference":"${after}"`))
    await expect.poll(() => find(platform.origin, 'pelican'), TAKEN_OVER).toEqual([after, before])
    stream.close()
  })
})
