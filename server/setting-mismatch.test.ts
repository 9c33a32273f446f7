import { sendOverHttp } from '#testkit/http/send.ts'
import { databaseKinds } from '#testkit/platform/database-kinds.ts'
import { Platform } from '#testkit/platform/platform.ts'
import { type SecondProcess, startSecondProcess } from '#testkit/platform/second-process.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SLOWNESS } from './test/slowness.ts'

const [RIGHT, WRONG] = ['right', 'wrong'].map((name) => `the ${name} secret, `.repeat(3))
const SETTINGS = ['APP_ORIGIN', 'APP_SECRET', 'BASE_DOMAIN', 'VALKEY_URL']
/** Nobody listens there: what differs is seen without Valkey. */
const VALKEY = 'redis://:hunter2@127.0.0.1:1'
const OTHERS = { APP_ORIGIN: 'http://desk.test', BASE_DOMAIN: 'mcp.test' }
/** Each process looks every twenty seconds. A slow database is given more (`vite.config.ts`). */
const LOOKED = { timeout: 50_000 * SLOWNESS, interval: 500 }
const mySql = databaseKinds.find(({ name }) => name === 'MySQL')

/** Two processes on one database, the later one with other settings by mistake. On SQLite there is one. */
describe.runIf(mySql)('other settings in one of two processes on MySQL', () => {
  let platform: Platform
  let second: SecondProcess
  beforeAll(async () => {
    platform = await Platform.start({ APP_SECRET: RIGHT, VALKEY_URL: VALKEY }, mySql, 'mismatch')
  })
  afterAll(async () => {
    await second?.program.stop()
    await platform?.end()
  })

  /** The settings of which processes say so. */
  const said = (...programs: SecondProcess['program'][]) =>
    programs.map(({ output }) =>
      SETTINGS.filter((setting) =>
        output.includes(`"msg":"Another process runs on this database with another ${setting}: give all `),
      ),
    )
  const readMismatches = async ({ health }: { health: string }) => {
    const text = await (await fetch(`${health}/metrics`)).text()
    const series = text.matchAll(/^mcp_obs_setting_mismatch\{setting="(\w+)"\} (\d)$/gm)
    return Object.fromEntries([...series].map(([, setting, value]) => [setting, value]))
  }
  const allOf = (value: string) => Object.fromEntries(SETTINGS.map((setting) => [setting, value]))
  const expectBoth = async (value: string) => {
    for (const process of [platform, second])
      await expect.poll(() => readMismatches(process), LOOKED).toEqual(allOf(value))
  }
  /** @returns the status with which a process answers for a host */
  const ask = async (origin: string, host: string) => {
    const request = { method: 'GET', host: new URL(origin).host, path: '/', headers: { host } }
    return (await sendOverHttp(request)).statusCode
  }

  it('of one process, all are 0', async () => {
    await expect.poll(() => readMismatches(platform), LOOKED).toEqual(allOf('0'))
    expect(said(platform.program)).toEqual([[]])
  })

  it('the start of the later one says what to do', async () => {
    second = await startSecondProcess(platform, { ...OTHERS, APP_SECRET: WRONG, VALKEY_URL: `${VALKEY}/1` })
    expect(second.program.output).toMatch(
      /"level":50,.*Another process runs on this database with another APP_SECRET: give .* APP_SECRET is not the one that this/,
    )
  })

  it('both say so of each setting, in the log and as a metric', async () => {
    await expectBoth('1')
    await expect.poll(() => said(platform.program, second.program)).toEqual([SETTINGS, SETTINGS])
    expect(platform.program.output + second.program.output).not.toMatch(/hunter2|127\.0\.0\.1:1\b/)
  })

  it('each is 421 for the host of the other, as they say', async () => {
    expect([await ask(platform.origin, 'desk.test'), await ask(second.origin, 'desk.test')]).toEqual([
      421, 200,
    ])
    expect(platform.program.output).toContain('answers 421')
  })

  it('without VALKEY_URL, it says once that limits count apart', async () => {
    await second.program.stop()
    const { APP_ORIGIN, BASE_DOMAIN } = platform.settings
    second = await startSecondProcess(platform, { APP_ORIGIN, BASE_DOMAIN, VALKEY_URL: '' })
    const only = { ...allOf('0'), VALKEY_URL: '1' }
    for (const process of [platform, second])
      await expect.poll(() => readMismatches(process), LOOKED).toEqual(only)
    await expect.poll(() => said(second.program)).toEqual([['VALKEY_URL']])
    expect(second.program.output).not.toContain('not the only process')
  })

  it('with the same settings again, it is over', async () => {
    await second.program.stop()
    const { APP_ORIGIN, BASE_DOMAIN } = platform.settings
    second = await startSecondProcess(platform, { APP_ORIGIN, BASE_DOMAIN })
    for (const setting of SETTINGS)
      await platform.program.says(new RegExp(`No other process runs with another ${setting} any more`))
    await expectBoth('0')
    expect(said(second.program)).toEqual([[]])
  })
})
