import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { openChanges } from '#testkit/staff/watch-changes.ts'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { databases } from '../test/databases.ts'
import { signUpStaff, type Staff } from '../test/factories.ts'
import { startTestApp, type TestApp } from '../test/harness.ts'
import { organizationIdOf } from '../test/organization-id.ts'

/** More than are opened at the same time. */
const MANY = 12
/** How many of one organization are. */
const AT_ONCE = 4
/** Changes that are read for a stream that is opened: one more than it is told. */
const REPLAYED = 201
/** Milliseconds in which an open stream has asked more than once whether its session is still there. */
const CHECKED_MS = 5_000

describe('live streams that wait to be opened, because the database is slow for one organization', () => {
  let test: TestApp
  let staff: Staff
  let held: Awaited<ReturnType<typeof holdOpenings>>
  beforeEach(async () => {
    test = await startTestApp(databases[0]!.url)
    await test.app.listen({ host: '127.0.0.1', port: 0 })
    staff = await signUpStaff(test.app)
    held = await holdOpenings(test, staff.org)
  })
  afterEach(() => test.close())

  it('do not keep another organization waiting', async () => {
    const other = await signUpStaff(test.app)
    for (let count = 0; count < MANY; count++) watch(test, staff)
    await vi.waitUntil(() => held.waiting() > 0, 30_000)
    const stream = watch(test, other)
    await expect.poll(stream.text).toContain('"type":"hello"')
    held.release()
  })

  it('cost nothing, and are counted nowhere, when their client has left', async () => {
    const streams = Array.from({ length: MANY }, () => watch(test, staff))
    await vi.waitUntil(() => held.waiting() === AT_ONCE, 30_000)
    for (const stream of streams) stream.close()
    await expect.poll(() => connections(test)).toBe(0)
    held.release()
    await sleep(200)
    expect(held.asked()).toBe(AT_ONCE)
    expect((await test.app.metrics.read()).text).toMatch(/^mcp_obs_live_streams 0$/m)
  })

  it('do not keep a process from stopping', async () => {
    for (let count = 0; count < MANY; count++) watch(test, staff)
    await vi.waitUntil(() => held.waiting() > 0, 30_000)
    const closed = test.app.close().then(() => 'closed')
    await sleep(200)
    held.release()
    expect(await Promise.race([closed, sleep(30_000, 'still open', { ref: false })])).toBe('closed')
  })

  it('are answered in time, as streams that clients open again', async () => {
    const streams = Array.from({ length: MANY }, () => watch(test, staff))
    const texts = () => streams.map((stream) => stream.text())
    await expect
      .poll(texts, { timeout: 15_000 })
      .toSatisfy((all: string[]) => all.every((text) => text !== ''))
    for (const text of texts())
      expect(text).toMatch(/event: serialized-error\ndata: .*"httpStatus":503.*"code":"service-unavailable"/)
    // What is opened too late watches nothing.
    held.release()
    await sleep(200)
    const checks = held.checks()
    await sleep(CHECKED_MS)
    expect(held.checks()).toBe(checks)
  })
})

/** Lets no stream of an organization be opened until `release`. */
async function holdOpenings(test: TestApp, org: string) {
  const id = await organizationIdOf(test, org)
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  const driver = test.orm.em.getDriver()
  const execute = driver.execute.bind(driver)
  let [waiting, asked, checks] = [0, 0, 0]
  const executed = vi.spyOn(driver, 'execute').mockImplementation(async (...args) => {
    const [query, parameters = []] = args as [unknown, unknown[]?]
    if (String(query).includes('from dashboard_session s')) checks++
    // What was said before the stream.
    if (parameters.at(-1) === REPLAYED && JSON.stringify(parameters).includes(id)) {
      asked++
      waiting++
      await released
      waiting--
    }
    return execute(...args)
  })
  onTestFinished(() => {
    release()
    executed.mockRestore()
  })
  return { release, waiting: () => waiting, asked: () => asked, checks: () => checks }
}

function connections({ app }: TestApp): Promise<number> {
  return promisify(app.server.getConnections.bind(app.server))()
}

function watch({ app }: TestApp, { visitor: { cookie }, org }: Staff) {
  const { port } = app.server.address() as AddressInfo
  const stream = openChanges({ port, host: 'localhost:3000', cookie, org })
  onTestFinished(() => stream.close())
  return stream
}
