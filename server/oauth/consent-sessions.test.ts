import type { SignInProgressDto } from '#shared/sign-in.ts'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { McpServerSession } from '../domain/end-user/mcp-server-session.entity.ts'
import { databases } from '../test/databases.ts'
import { createServer, PASSWORD, signUpStaff, type Staff } from '../test/factories.ts'
import { startTestApp, type TestApp } from '../test/harness.ts'
import { OauthVisitor, type Tokens } from '../test/oauth-flow.ts'
import { organizationIdOf } from '../test/organization-id.ts'
import { OAUTH } from '../test/signed-in.ts'

const DAY_SECONDS = 86_400

interface UserDto {
  sessions: number
  sessionList: { state: string }[]
}

describe.each(databases)('the session that consent makes on $name', ({ url }) => {
  let desk: TestApp
  let staff: Staff
  let host: string
  beforeAll(async () => {
    desk = await startTestApp(url)
    staff = await signUpStaff(desk.app)
    host = (await createServer(staff, OAUTH)).host
  })
  afterEach(() => void vi.useRealTimers())
  afterAll(() => desk.close())

  const sessionsOf = async ({ clientId }: OauthVisitor) => {
    const where = { organizationId: await organizationIdOf(desk, staff.org), clientId }
    return desk.orm.em.fork().find(McpServerSession, where, { filters: false })
  }
  const pass = (seconds: number) =>
    void vi.useFakeTimers({ toFake: ['Date'] }).setSystemTime(Date.now() + seconds * 1000)

  async function atConsent(ana = new OauthVisitor(desk.app, host)) {
    await ana.register()
    const first = await ana.open()
    const page = await ana.act(first, 'sign-up', { name: 'Ana Lima', email: ana.email, password: PASSWORD })
    const consent = () => ana.browser.post(`${page.href}/api/consent`)
    return { ana, page, consent }
  }
  /** The user as staff see them. */
  async function shown({ email }: OauthVisitor): Promise<UserDto> {
    const at = { org: staff.org, slug: host.split('.')[0] }
    const { users } = await staff.visitor.query<{ users: { id: string }[] }>('endUser.list', {
      ...at,
      search: email,
    })
    return staff.visitor.query('endUser.get', { ...at, userId: users[0]!.id })
  }

  it('is one, sent eight times at once and once more', async () => {
    const { ana, consent } = await atConsent()
    const answers = await Promise.all(Array.from({ length: 8 }, consent))
    answers.push(await consent())
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array(9).fill(200))
    expect(new Set(answers.map((answer) => answer.json<SignInProgressDto>().redirectTo)).size).toBe(1)
    expect(await sessionsOf(ana)).toHaveLength(1)
  })

  it('404 sign-in-expired: consent once more, after its session has ended', async () => {
    const { ana, consent } = await atConsent()
    expect((await consent()).statusCode).toBe(200)
    const [session] = await sessionsOf(ana)
    await desk.orm.em
      .fork()
      .nativeUpdate(
        McpServerSession,
        { organizationId: session!.organizationId, id: session!.id },
        { revokedAt: new Date() },
        { filters: false },
      )
    const again = await consent()
    expect([again.statusCode, again.json<{ code: string }>().code]).toEqual([404, 'sign-in-expired'])
  })

  it.each([
    ['with a refresh token', {}],
    ['without one', { grant_types: ['authorization_code'] }],
  ])('counts as live once its code is redeemed: %s', async (_which, metadata) => {
    const ana = new OauthVisitor(desk.app, host)
    await ana.register(metadata)
    const callback = await ana.authorize()
    expect(await shown(ana)).toMatchObject({ sessions: 0, sessionList: [] })
    expect((await ana.redeem(callback.searchParams.get('code')!)).statusCode).toBe(200)
    expect(await shown(ana)).toMatchObject({ sessions: 1, sessionList: [{ state: 'live' }] })
  })

  it('lasts 90 days from the newest consent', async () => {
    const ana = new OauthVisitor(desk.app, host)
    await ana.signIn()
    const clientId = ana.clientId
    // A browser's session lasts 14 days; each sign-in within them prolongs it.
    for (let days = 0; days < 80; days += 10) {
      pass(10 * DAY_SECONDS)
      expect((await ana.open()).pathname).toMatch(/^\/sign-in\//)
    }
    let { refresh_token: token } = await ana.redeemCallback(await ana.authorize())
    expect(await sessionsOf(ana)).toHaveLength(1)
    const renewedAt = Date.now()
    for (let days = 0; days < 80; days += 20) {
      pass(20 * DAY_SECONDS)
      const answer = await ana.refresh(token)
      expect(answer.statusCode).toBe(200)
      token = answer.json<Tokens>().refresh_token
    }
    const [session] = await sessionsOf(ana)
    expect(session!.expiresAt!.getTime()).toBeCloseTo(renewedAt + 90 * DAY_SECONDS * 1000, -4)
    pass(11 * DAY_SECONDS)
    expect((await ana.refresh(token)).statusCode).toBe(400)
    expect(ana.clientId).toBe(clientId)
  })
})
