import type { EndUserDetailsDto, NewPasswordDto } from '#shared/end-user.ts'
import type { McpServerSettings } from '#shared/mcp-server.ts'
import { decodeJwt } from 'jose'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { databases } from '../../test/databases.ts'
import {
  createServer,
  PASSWORD,
  serverSettings,
  signUpStaff,
  type Staff,
  type TestServer,
} from '../../test/factories.ts'
import { startTestApp, type TestApp } from '../../test/harness.ts'
import { OauthVisitor, type Tokens } from '../../test/oauth-flow.ts'
import { organizationIdOf } from '../../test/organization-id.ts'
import { SdkCaller } from '../../test/sdk-caller.ts'

const RESOURCE = 'https://mcp.example.com/mcp'
const oauth = { authMode: 'oauth', resourceUrl: RESOURCE } as const
const ticket = { title: 'Search fails', description: 'It does.', category: 'Other' }

describe.each(databases)('R1.2 the end of an end-user’s access on $name', ({ url }) => {
  let test: TestApp
  let staff: Staff
  let server: TestServer
  let ana: OauthVisitor
  let tokens: Tokens
  beforeAll(async () => {
    test = await startTestApp(url)
    staff = await signUpStaff(test.app)
    server = await createServer(staff, oauth)
  })
  beforeEach(async () => {
    ana = new OauthVisitor(test.app, server.host)
    tokens = await ana.signIn()
  })
  afterEach(() => void vi.useRealTimers())
  afterAll(() => test.close())

  const idsOf = ({ access_token: token }: Tokens) => {
    const { sub, sid } = decodeJwt<{ sub: string; sid: string }>(token)
    return { userId: sub, sessionId: sid }
  }
  const mutate = (what: string, input: object) =>
    staff.visitor.mutate<EndUserDetailsDto>(`endUser.${what}`, {
      org: staff.org,
      slug: server.slug,
      ...input,
    })
  const configure = (settings: Partial<McpServerSettings>) =>
    staff.visitor.mutate('mcpServer.update', {
      org: staff.org,
      slug: server.slug,
      settings: serverSettings(settings),
    })
  const refresh = async ({ refresh_token: token }: Tokens) =>
    (await ana.refresh(token)).json<{ error?: string }>().error
  const raise = async ({ access_token: token }: Tokens) => {
    const headers = { authorization: `Bearer ${token}` }
    const response = await new SdkCaller(test.app, server).openTicket(ticket, headers)
    return response.json<{ code?: string }>().code ?? response.statusCode
  }

  it('is at once for a revoked session, and leaves the user’s other sessions alone', async () => {
    const elsewhere = new OauthVisitor(test.app, server.host, ana.browser)
    const others = await elsewhere.signIn()
    expect(await raise(tokens)).toBe(201)
    const { sessionList } = await mutate('revokeSession', idsOf(tokens))
    expect(sessionList.map(({ state, clientName }) => `${state} ${clientName}`)).toEqual([
      'live Test client',
      'revoked Test client',
    ])
    expect([await raise(tokens), await refresh(tokens)]).toEqual(['invalid-token', 'invalid_grant'])
    expect(await raise(others)).toBe(201)
    expect((await elsewhere.refresh(others.refresh_token)).statusCode).toBe(200)
  })

  it('takes a code that was not redeemed yet', async () => {
    const code = (await ana.authorize()).searchParams.get('code')!
    await mutate('revokeSession', idsOf(tokens))
    expect((await ana.redeem(code)).json()).toMatchObject({ error: 'invalid_grant' })
  })

  it('holds against renewals that run at the same time', async () => {
    const [revoked, ...renewals] = await Promise.all([
      mutate('revokeSession', idsOf(tokens)),
      ...Array.from({ length: 6 }, () => ana.refresh(tokens.refresh_token)),
    ])
    expect(revoked.sessions).toBe(0)
    for (const renewal of [tokens, ...renewals.map((each) => each.json<Tokens>())]) {
      if (!renewal.access_token) continue
      expect([await raise(renewal), await refresh(renewal)]).toEqual(['invalid-token', 'invalid_grant'])
    }
  })

  it('is everywhere for a disabled user, also for the browser that is signed in', async () => {
    const { userId } = idsOf(tokens)
    await mutate('disable', { userId })
    expect([await raise(tokens), await refresh(tokens)]).toEqual(['invalid-token', 'invalid_grant'])
    const page = await ana.open()
    expect((await ana.step(page)).json()).toMatchObject({ step: 'sign-in' })
    const credentials = { email: ana.email, password: PASSWORD }
    const answer = await ana.browser.post(`${page.href}/api/sign-in`, credentials)
    expect(answer.json()).toMatchObject({ code: 'account-disabled' })

    await mutate('enable', { userId })
    expect([await raise(tokens), await refresh(tokens)]).toEqual(['invalid-token', 'invalid_grant'])
    expect(
      (await ana.act(await ana.act(page, 'sign-in', credentials), 'consent')).searchParams.get('code'),
    ).toBeTruthy()
  })

  it('is everywhere when staff reset the password, also for a browser that is signed in', async () => {
    const { userId } = idsOf(tokens)
    // The browser’s session is timed in whole seconds, so what comes after it comes a second later.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 1_000 })
    const answer: unknown = await mutate('resetPassword', { userId })
    const { password } = answer as NewPasswordDto
    expect([await raise(tokens), await refresh(tokens)]).toEqual(['invalid-token', 'invalid_grant'])
    const page = await ana.open()
    expect((await ana.step(page)).json()).toMatchObject({ step: 'sign-in' })
    const old = await ana.browser.post(`${page.href}/api/sign-in`, { email: ana.email, password: PASSWORD })
    expect(old.json()).toMatchObject({ code: 'wrong-credentials' })
    const change = { email: ana.email, currentPassword: password, password: 'a password of my own' }
    const consent = await ana.act(page, 'change-password', change)
    expect((await ana.act(consent, 'consent')).searchParams.get('code')).toBeTruthy()
  })

  describe('by a change of settings', () => {
    it('lasts while the mode is e-mail; sign-ins are kept and work again after switching back', async () => {
      await configure({ authMode: 'email', resourceUrl: RESOURCE })
      expect(await raise(tokens)).toBe('invalid-token')
      expect((await ana.refresh(tokens.refresh_token)).statusCode).toBe(404)
      expect((await new SdkCaller(test.app, server).openTicket(ticket)).statusCode).toBe(201)
      await configure(oauth)
      expect(await raise(tokens)).toBe(201)
      expect((await ana.refresh(tokens.refresh_token)).statusCode).toBe(200)
    })

    it('is for good when the address of the endpoint changes, and everybody signs in again', async () => {
      const stranger = await createServer(staff, oauth)
      const bo = new OauthVisitor(test.app, stranger.host)
      const others = await bo.signIn()
      const { userId } = idsOf(tokens)
      await configure({ ...oauth, resourceUrl: 'https://mcp.example.com/v2' })
      expect([await raise(tokens), await refresh(tokens)]).toEqual(['invalid-token', 'invalid_grant'])
      const input = { org: staff.org, slug: server.slug, userId }
      expect((await staff.visitor.query<EndUserDetailsDto>('endUser.get', input)).sessions).toBe(0)
      expect(decodeJwt((await ana.signIn()).access_token).aud).toBe('https://mcp.example.com/v2')
      await configure(oauth)
      expect((await bo.refresh(others.refresh_token)).statusCode).toBe(200)
    })

    it('takes a code that was not redeemed yet, also after the address is what it was before', async () => {
      const code = (await ana.authorize()).searchParams.get('code')!
      await configure({ ...oauth, resourceUrl: 'https://mcp.example.com/v2' })
      await configure(oauth)
      expect((await ana.redeem(code)).json()).toMatchObject({ error: 'invalid_grant' })
      expect([await raise(tokens), await refresh(tokens)]).toEqual(['invalid-token', 'invalid_grant'])
    })

    it('is for good by the tokens alone, for a session that a clock ahead of the others opened', async () => {
      const { sessionId } = idsOf(tokens)
      const ahead = new Date(Date.now() + 60_000)
      await test.orm.em.execute(
        'update mcp_server_session set created_at = ? where organization_id = ? and id = ?',
        [ahead, await organizationIdOf(test, staff.org), sessionId],
      )
      await configure({ ...oauth, resourceUrl: 'https://mcp.example.com/v2' })
      expect([await raise(tokens), await refresh(tokens)]).toEqual(['invalid-token', 'invalid_target'])
      await configure(oauth)
    })
  })
})
