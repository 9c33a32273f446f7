import { watchChanges } from '#testkit/staff/watch-changes.ts'
import { expect, it, onTestFinished } from 'vitest'
import { buildApp } from '../app.ts'
import { newId } from '../db/column-types.ts'
import { publishChange } from '../domain/publish-change.ts'
import { ChangeFeed } from '../domain/change-feed.ts'
import { aroundStatements } from '../test/around-statements.ts'
import { opened } from '../test/change-streams.ts'
import { databases } from '../test/databases.ts'
import { signUpStaff } from '../test/factories.ts'
import { startTestApp } from '../test/harness.ts'
import { LogLines } from '../test/log-lines.ts'
import { organizationIdOf } from '../test/organization-id.ts'
import { listen } from '../test/raw-http.ts'

it('live updates that fail are counted, and logged once until they succeed again', async () => {
  const test = await startTestApp(databases[0]!.url)
  onTestFinished(() => test.close())
  const lines = new LogLines()
  const app = await buildApp({ ...test, logger: { level: 'error', stream: lines.stream } })
  onTestFinished(() => app.close())
  const { visitor, org } = await signUpStaff(app)
  const from = { port: await listen(app), host: 'localhost:3000' }
  const stream = await watchChanges({ ...from, cookie: visitor.cookie, org })
  let isBroken = true
  aroundStatements({
    before: async (sql) => {
      if (isBroken && sql.includes('from change_event')) throw new Error('no such column')
    },
  })
  const count = async () =>
    Number(/^mcp_obs_live_failures_total (\d+)$/m.exec((await app.metrics.read()).text)?.[1])
  const said = () => lines.all().map(({ msg, fault }) => `${msg}: ${fault?.message}`)

  await expect.poll(count).toBeGreaterThan(1)
  expect(said()).toEqual(['live updates failed: no such column'])
  isBroken = false
  await publishChange(test.orm.em.fork(), await organizationIdOf(test, org), opened('TK-TOLD'))
  await stream.expect(/TK-TOLD/)
  isBroken = true
  await expect.poll(said).toHaveLength(2)
  stream.close()
})

it('nobody hears of live updates that fail while the process stops', async () => {
  const heard: boolean[] = []
  const fail = (): never => {
    throw new Error('away')
  }
  const feed = new ChangeFeed(fail, { onFailure: (_error, isFirst) => heard.push(isFirst) })
  const follow = () => feed.follow(newId(), undefined, new AbortController().signal).next()
  await expect(follow()).rejects.toThrow('away')
  expect(heard).toEqual([true, false])
  feed.stop()
  await expect(follow()).rejects.toThrow('away')
  expect(heard).toEqual([true, false])
})
