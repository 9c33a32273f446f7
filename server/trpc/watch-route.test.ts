import { request } from 'node:http'
import { exchange } from '#testkit/http/send.ts'
import { openChanges, watchChanges } from '#testkit/staff/watch-changes.ts'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { databases } from '../test/databases.ts'
import { PASSWORD, signUpStaff, type Staff, Visitor } from '../test/factories.ts'
import { startTestApp, type TestApp } from '../test/harness.ts'
import { listen } from '../test/raw-http.ts'

/** tRPC's own stream has no bound for a client that does not read, takes no turns and is not counted. */
describe('R4.3 live updates have one route, and nothing else gives them', () => {
  let test: TestApp
  let staff: Staff
  let port: number
  beforeAll(async () => {
    test = await startTestApp(databases[0]!.url)
    port = await listen(test.app)
    staff = await signUpStaff(test.app)
  })
  afterAll(() => test.close())

  const ask = (method: string, name: string) => {
    const input = encodeURIComponent(JSON.stringify({ org: staff.org }))
    const path = `/trpc/${name}?input=${input}`
    const headers = {
      host: 'localhost:3000',
      origin: test.config.appOrigin,
      cookie: staff.visitor.cookie,
      ...(method === 'POST' && { 'content-type': 'application/json' }),
    }
    const sent = request({ host: '127.0.0.1', port, method, path, headers, agent: false })
    return exchange(sent, { readFor: 1_000 })
  }

  it.each([
    ['GET', 'supportTicket%252ewatch', 404],
    ['GET', '%2573upportTicket.watch', 404],
    ['GET', 'account.me,supportTicket.watch', 404],
    ['POST', 'supportTicket%252ewatch', 404],
    ['POST', 'supportTicket.watch', 405],
    ['HEAD', 'supportTicket.watch', 405],
    ['TRACE', 'account.session', 405],
  ])('%s /trpc/%s is %i', async (method, name, status) => {
    const { statusCode, body } = await ask(method, name)
    expect({ statusCode, streams: body.includes('event:') }).toEqual({ statusCode: status, streams: false })
  })

  it.each(['supportTicket.watch', 'supportTicket%2ewatch'])('GET /trpc/%s is the stream', async (name) => {
    expect((await ask('GET', name)).body).toContain('reconnectAfterInactivityMs')
  })

  it('has 500 streams at most for one session, and as many for the next one', async () => {
    const watcher = { port, host: 'localhost:3000', org: staff.org, cookie: staff.visitor.cookie }
    const streams = await Promise.all(Array.from({ length: 500 }, () => watchChanges(watcher)))
    const refused = openChanges(watcher)
    await refused.ended
    expect(refused.text()).toContain('This session has 500 live streams already')
    const other = new Visitor(test.app)
    await other.mutate('account.signIn', { email: staff.email, password: PASSWORD })
    const another = await watchChanges({ ...watcher, cookie: other.cookie })
    streams[0]!.close()
    const again = await vi.waitFor(() => watchChanges(watcher), 10_000)
    for (const stream of [...streams, another, again]) stream.close()
  })
})
