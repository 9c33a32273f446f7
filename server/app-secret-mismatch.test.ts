import { databases } from '#testkit/platform/databases.ts'
import { Platform } from '#testkit/platform/platform.ts'
import { type Replica, startReplica } from '#testkit/platform/replica.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const [RIGHT, WRONG] = ['right', 'wrong'].map((name) => `the ${name} secret, `.repeat(3))
const SAID = /"level":50,.*"msg":"Another process runs on this database with another APP_SECRET: give all /
/** Each process looks every twenty seconds. A slow database is given more (`vite.config.ts`). */
const LOOKED = { timeout: 50_000 * Number(process.env.DATABASE_SLOWNESS ?? 1), interval: 500 }
const mySql = databases.find(({ name }) => name === 'MySQL')

/** Two processes on one database, the later one with another secret by mistake. On SQLite there is one. */
describe.runIf(mySql)('another APP_SECRET in one of two processes on MySQL', () => {
  let platform: Platform
  let replica: Replica
  beforeAll(async () => {
    platform = await Platform.start({ APP_SECRET: RIGHT }, mySql, 'mismatch')
    replica = await startReplica(platform, { APP_SECRET: WRONG })
  })
  afterAll(async () => {
    await replica?.program.stop()
    await platform?.end()
  })

  const mismatches = () =>
    Promise.all(
      [platform, replica].map(async ({ health }) => {
        const text = await (await fetch(`${health}/metrics`)).text()
        return /^mcp_obs_app_secret_mismatch (\d)$/m.exec(text)?.[1]
      }),
    )

  it('the start of the later one says what to do', () => {
    expect(replica.program.output).toMatch(
      /"level":50,.*Another process runs on this database with another APP_SECRET: give .* APP_SECRET is not the one that this/,
    )
  })

  it('both say so, in the log and as a metric', async () => {
    await expect.poll(mismatches, LOOKED).toEqual(['1', '1'])
    for (const { program } of [platform, replica]) expect(program.output).toMatch(SAID)
  })

  it('with one secret again, it is over', async () => {
    await replica.program.stop()
    replica = await startReplica(platform)
    await platform.program.says(/No other process runs with another APP_SECRET any more/)
    await expect.poll(mismatches, LOOKED).toEqual(['0', '0'])
    expect(replica.program.output).not.toMatch(SAID)
  })
})
