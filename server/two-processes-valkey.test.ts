import { sendOverHttp } from '#testkit/http/send.ts'
import { postTicket } from '#testkit/mcp/sdk-caller.ts'
import { databaseKinds } from '#testkit/platform/database-kinds.ts'
import { Platform } from '#testkit/platform/platform.ts'
import { type SecondProcess, startSecondProcess } from '#testkit/platform/second-process.ts'
import { DashboardVisitor } from '#testkit/staff/dashboard-visitor.ts'
import { PASSWORD, type RunningServer, Staff } from '#testkit/staff/staff.ts'
import { hasValkey, TestValkey } from '#testkit/valkey/start-valkey.ts'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

const mySql = databaseKinds.find(({ name }) => name === 'MySQL')
const QUOTA = 4

/** Two processes of the platform on one database and one Valkey. */
describe.runIf(mySql && hasValkey)('two processes on MySQL with Valkey', () => {
  let valkey: TestValkey
  let platform: Platform
  let second: SecondProcess
  let staff: Staff
  let server: RunningServer
  let origins: string[]
  beforeAll(async () => {
    valkey = await TestValkey.start()
    const settings = {
      VALKEY_URL: valkey.url,
      QUOTA_EMAIL_PER_10_MINUTES: String(QUOTA),
    }
    platform = await Platform.start(settings, mySql, 'shared')
    await platform.program.says(/Valkey answers/)
    // A start does not need it.
    valkey.freeze()
    second = await startSecondProcess(platform)
    valkey.thaw()
    origins = [platform.origin, second.origin]
    await countTogether()
    staff = await Staff.signUp(platform.origin)
    server = await staff.addServer('shop')
  })
  afterAll(async () => {
    await second?.program.stop()
    await platform?.end()
    await valkey?.kill()
  })

  /** Waits until both processes have found Valkey. */
  const countTogether = () =>
    vi.waitFor(async () => {
      for (const { health } of [platform, second]) {
        const metrics = await (await fetch(`${health}/metrics`)).text()
        expect(metrics).toContain('mcp_obs_limits_shared 1')
        // Valkey can be counted before the port for this is there.
        expect(metrics).toContain('mcp_obs_ready 1')
      }
    }, 10_000)
  /** Posts so many tickets for an address, at the processes in turn. @returns the statuses */
  const post = async (email: string, count: number) => {
    const ticket = { title: 'Search', description: 'It fails.', category: 'Bug Report', email }
    const statuses = []
    for (let index = 0; index < count; index++) {
      const { port } = new URL(origins[index % 2]!)
      const answer = await postTicket(server.dsn.replace(new URL(platform.origin).port, port), ticket)
      statuses.push(answer.status)
    }
    return statuses
  }
  /** Guesses a password so often, at these processes in turn. @returns the statuses */
  const guess = async (email: string, count: number, at = origins) => {
    const statuses = []
    for (let index = 0; index < count; index++) {
      const visitor = new DashboardVisitor(sendOverHttp, new URL(at[index % at.length]!).host)
      const { status } = await visitor.problemOf('mutate', 'account.signIn', {
        email,
        password: 'a wrong guess',
      })
      statuses.push(status)
    }
    return statuses
  }
  const readHealth = async (path: string) => (await fetch(`${platform.health}${path}`)).text()

  it('a quota and the guesses of a password are not doubled', async () => {
    expect(await post('ana@example.com', QUOTA + 2)).toEqual([201, 201, 201, 201, 429, 429])
    const guesses = await guess('nobody@example.com', 8)
    expect(guesses.slice(0, 5)).toEqual([401, 401, 401, 401, 401])
    // Each process alone would have let its four through. Waits are 1, 2 and 4 seconds by now.
    expect(guesses.slice(5)).toContain(429)
    expect(await readHealth('/metrics')).toMatch(
      /^mcp_obs_limits_shared 1$[^]*^mcp_obs_limit_fallbacks_total 0$/m,
    )
  })

  it('a password that was right at one process lets go of the guesses at both', async () => {
    const [here, there] = origins as [string, string]
    const forgiveOften = async () => {
      for (let round = 0; round < 4; round++) {
        expect(await guess(staff.email, 3, [there])).toEqual([401, 401, 401])
        await Staff.signIn(here, staff.email, PASSWORD)
      }
    }
    const expectForgiven = async () => {
      expect(await guess(staff.email, 1, [there])).toEqual([401])
      await Staff.signIn(there, staff.email, PASSWORD)
    }
    await forgiveOften()
    const returns = () =>
      [platform, second].map(({ program }) => program.output.split('Valkey answers').length)
    const before = returns()
    await valkey.send('flushall')
    await valkey.send('client', 'kill', 'type', 'normal', 'skipme', 'yes')
    await vi.waitFor(() => expect(returns()).toEqual(before.map((times) => times + 1)), 10_000)
    await expectForgiven()
    await forgiveOften()
    expect(await guess(staff.email, 3, [there])).toEqual([401, 401, 401])
    valkey.freeze()
    await Staff.signIn(here, staff.email, PASSWORD)
    valkey.thaw()
    await countTogether()
    await expectForgiven()
    await forgiveOften()
    valkey.freeze()
    await expectForgiven()
    valkey.thaw()
    await countTogether()
  })

  it('every request is answered rightly while Valkey is frozen, killed or full, and then they count together again', async () => {
    const expectService = async (email: string) => {
      // Each process lets in as many as the quota says.
      expect(await post(email, QUOTA * 2 + 2)).toEqual([...Array.from({ length: 8 }, () => 201), 429, 429])
      for (const origin of origins) await Staff.signIn(origin, staff.email, PASSWORD)
      expect(await readHealth('/readyz')).toContain('ready')
    }
    valkey.freeze()
    await expectService('bo@example.com')
    expect(await readHealth('/metrics')).toMatch(
      /^mcp_obs_limits_shared 0$[^]*^mcp_obs_limit_fallbacks_total [1-9]/m,
    )
    await valkey.kill()
    await expectService('cy@example.com')
    await valkey.start()
    await countTogether()
    expect(await post('di@example.com', QUOTA + 2)).toEqual([201, 201, 201, 201, 429, 429])
    await valkey.fill()
    await expectService('ed@example.com')
    await valkey.makeRoom()
    await countTogether()
    expect(await post('fy@example.com', QUOTA + 2)).toEqual([201, 201, 201, 201, 429, 429])
  })

  it('a process ends in time while Valkey is frozen, and the log has named nobody', async () => {
    valkey.freeze()
    expect(await second.program.stop()).toBe(0)
    valkey.thaw()
    const log = platform.program.output + second.program.output
    expect(log).toMatch(/"fault":"OOM","msg":"Valkey is away: /)
    expect(log).not.toMatch(new RegExp(`@example|127\\.0\\.0\\.1:${valkey.port}|mcp-obs:`))
  })
})
