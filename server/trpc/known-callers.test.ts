import { setTimeout as sleep } from 'node:timers/promises'
import type { CreatedAccessTokenDto } from '#shared/access-token.ts'
import type { Send } from '#testkit/http/send.ts'
import { DashboardVisitor } from '#testkit/staff/dashboard-visitor.ts'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { Sessions } from '../domain/account/sessions.ts'
import { databases } from '../test/databases.ts'
import { signUpStaff } from '../test/factories.ts'
import { startTestApp, type TestApp } from '../test/harness.ts'
import { sendTo } from '../test/oauth-over-socket.ts'

describe('somebody behind the same address as a flood of made-up sessions', () => {
  let desk: TestApp
  let send: Send
  let org: string
  let session: DashboardVisitor
  let token: DashboardVisitor
  beforeAll(async () => {
    desk = await startTestApp(databases[0]!.url)
    send = (await sendTo(desk.app))()
    const staff = await signUpStaff(desk.app)
    org = staff.org
    session = visit()
    session.takeCookiesOf(staff.visitor)
    token = visit()
    const input = { org, name: 'script', scopes: ['tickets:read'] }
    token.token = (await staff.visitor.mutate<CreatedAccessTokenDto>('accessToken.create', input)).secret
  })
  afterAll(() => desk.close())

  const visit = () => new DashboardVisitor(send, 'localhost:3000')

  it.each([
    ['a session', () => session],
    ['an access token', () => token],
  ])('is answered with %s that was good before', async (_, visitorOf) => {
    const ask = () => visitorOf().query('supportTicket.countOpen', { org })
    await ask()
    const lookUp = Promise.withResolvers<undefined>()
    const original = Reflect.get(Sessions.prototype, 'read')
    const read = vi.spyOn(Sessions.prototype, 'read')
    onTestFinished(() => read.mockRestore())
    read.mockImplementation(function (this: Sessions, secret) {
      return secret.startsWith('made-up') ? lookUp.promise : original.call(this, secret)
    })
    let answered = 0
    const flood = Array.from({ length: 60 }, async (_, index) => {
      const stranger = visit()
      stranger.cookie = `session=made-up-${index}`
      await stranger.send('GET', 'account.session')
      answered++
    })
    // All that have a turn wait for the database.
    await vi.waitFor(() => expect(read.mock.calls.length).toBeGreaterThan(3))
    await sleep(200)
    await ask()
    expect(answered).toBe(0)
    lookUp.resolve(undefined)
    await Promise.all(flood)
  })
})
