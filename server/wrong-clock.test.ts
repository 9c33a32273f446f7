import { postTicket } from '#testkit/mcp/sdk-caller.ts'
import { databaseKinds } from '#testkit/platform/database-kinds.ts'
import { readMetric } from '#testkit/platform/read-metric.ts'
import { Platform } from '#testkit/platform/platform.ts'
import { Staff } from '#testkit/staff/staff.ts'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openDatabase } from './db/orm.ts'
import { entities } from './domain/entities.ts'

const TEN_YEARS = 10 * 365 * 86_400
const DIFFERS = 'The clock differs from that of the database'

/** Lets a process take the time for ten years later. What the database takes it for stays right. */
const AHEAD = `--import data:text/javascript,${encodeURIComponent(`
  const { now } = Date
  Date.now = () => now() + ${TEN_YEARS} * 1_000
  globalThis.Date = new Proxy(Date, {
    construct: (target, given, made) => Reflect.construct(target, given.length > 0 ? given : [Date.now()], made),
  })
`)}`

describe.each(databaseKinds)('a process whose clock is years ahead, on $name', (database) => {
  it('deletes no tickets and signs nobody out, and says by how much it is ahead', async () => {
    const platform = await Platform.start({}, database, 'wrong_clock')
    onTestFinished(() => platform.end())
    const staff = await Staff.signUp(platform.origin)
    const { dsn, slug } = await staff.addServer('shop')
    await staff.visitor.mutate('privacy.setRetention', { org: staff.org, slug, days: 1 })
    const { status } = await postTicket(dsn, { title: 'Kept', description: 'x', category: 'Other' })
    expect(status).toBe(201)

    await platform.program.stop()
    platform.settings.NODE_OPTIONS = AHEAD
    await platform.start()
    expect(await staff.visitor.query('account.session')).toBeNull()
    for (const job of ['delete-expired-sessions', 'delete-old-tickets'])
      await expect.poll(() => runsOf(platform, job)).toBeGreaterThan(0)
    expect(await rowsOf(platform, 'dashboard_session')).toBe(1)
    expect(await rowsOf(platform, 'support_ticket')).toBe(1)

    const said = platform.program.stdoutText.split('\n').filter((line) => line.includes(DIFFERS))
    expect(said.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({ level: 40, msg: DIFFERS, seconds: expect.closeTo(TEN_YEARS, -1) }),
    ])
    expect(await readMetric(platform.health, 'mcp_obs_clock_difference_seconds')).toBeCloseTo(TEN_YEARS, -1)

    await platform.program.stop()
    delete platform.settings.NODE_OPTIONS
    await platform.start()
    expect(await staff.visitor.query('account.session')).not.toBeNull()
  })
})

async function rowsOf({ databaseUrl }: Platform, table: string): Promise<number> {
  const orm = await openDatabase(databaseUrl, entities)
  const rows = await orm.em.execute(`select 1 from ${table}`).finally(() => orm.close(true))
  return rows.length
}

/** How often a process has run a job. */
function runsOf({ health }: Platform, job: string): Promise<number> {
  return readMetric(health, 'mcp_obs_job_runs_total', `job="${job}",result="done"`)
}
