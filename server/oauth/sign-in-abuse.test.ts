import type { SignInProgressDto, SignInStepDto } from '#shared/sign-in.ts'
import type { LightMyRequestResponse } from 'fastify'
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../test/databases.ts'
import { createServer, PASSWORD, signUpStaff, type Staff } from '../test/factories.ts'
import { startTestApp, type TestApp } from '../test/harness.ts'
import { Browser, OauthVisitor, REDIRECT_URI } from '../test/oauth-flow.ts'
import { countAll } from '../test/count-all.ts'
import { OAUTH } from '../test/signed-in.ts'

const HTML = '<script>alert(1)</script><img src=x onerror=alert(1)>'

describe.each(databases)('abuse of the sign-in pages on $name', ({ url }) => {
  let desk: TestApp
  let staff: Staff
  let host: string
  let neighbour: string
  beforeAll(async () => {
    desk = await startTestApp(url)
    staff = await signUpStaff(desk.app)
    host = (await createServer(staff, OAUTH)).host
    neighbour = (await createServer(staff, OAUTH)).host
  })
  afterAll(() => desk.close())

  const codeOf = (response: LightMyRequestResponse) =>
    `${response.statusCode} ${response.json<{ code?: string }>().code}`
  const signUp = (ana: OauthVisitor, page: URL) =>
    ana.act(page, 'sign-up', { name: 'Ana Lima', email: ana.email, password: PASSWORD })
  const stepOf = async (ana: OauthVisitor, page: URL) => (await ana.step(page)).json<SignInStepDto>()
  const sessions = () => countAll(desk, 'mcp_server_session')

  async function atSignIn(metadata?: object) {
    const ana = new OauthVisitor(desk.app, host)
    await ana.register(metadata)
    return { ana, page: await ana.open() }
  }
  async function atConsent(metadata?: object) {
    const { ana, page } = await atSignIn(metadata)
    return { ana, page: await signUp(ana, page), before: page }
  }

  describe('403: a post that is not the page’s own', () => {
    const origins: Record<string, () => string | undefined> = {
      'no origin': () => undefined,
      null: () => 'null',
      'another site': () => 'https://evil.example',
      'another server of the organization': () => `http://${neighbour}`,
      'the dashboard': () => desk.config.appOrigin,
      'another port': () => `http://${host.replace(':3000', ':3001')}`,
      'another scheme': () => `https://${host}`,
      'the origin in capitals': () => `http://${host.toUpperCase()}`,
      'the origin with a path': () => `http://${host}/`,
    }
    it.each(Object.entries(origins))('from %s', async (_name, originOf) => {
      const { ana, page } = await atConsent()
      const before = await sessions()
      for (const action of ['consent', 'cancel', 'sign-out', 'sign-in', 'sign-up', 'change-password']) {
        const origin = originOf()
        const response = await desk.app.inject({
          method: 'POST',
          url: `${page.pathname}/api/${action}`,
          headers: {
            host,
            cookie: ana.browser.cookieFor(page),
            'content-type': 'application/json',
            ...(origin !== undefined && { origin }),
          },
          payload: '{}',
        })
        expect(codeOf(response)).toBe('403 cross-site-request')
        expect(response.headers['set-cookie']).toBeUndefined()
      }
      expect(await sessions()).toBe(before)
      expect((await stepOf(ana, page)).step).toBe('consent')
    })
  })

  it.each([
    'application/x-www-form-urlencoded',
    'text/plain',
    'multipart/form-data; boundary=x',
    'text/json',
    '',
  ])('415: a post of %j, which forms of other sites can send', async (type) => {
    const { ana, page } = await atConsent()
    const response = await ana.browser.post(`${page.href}/api/consent`, {}, { 'content-type': type })
    expect(codeOf(response)).toBe('415 unsupported-media-type')
    expect((await stepOf(ana, page)).step).toBe('consent')
  })

  it('404: consent before anybody signed in, and signing in when somebody has', async () => {
    const { ana, page } = await atSignIn()
    expect(codeOf(await ana.browser.post(`${page.href}/api/consent`))).toBe('404 sign-in-expired')
    const consent = await signUp(ana, page)
    for (const action of ['sign-in', 'sign-up', 'change-password']) {
      const input = { name: 'Bo', email: ana.email, password: PASSWORD }
      expect(codeOf(await ana.browser.post(`${consent.href}/api/${action}`, input))).toBe(
        '404 sign-in-expired',
      )
    }
  })

  it('404: the step before, after going back in the browser', async () => {
    const { ana, page, before } = await atConsent()
    expect(before.pathname).not.toBe(page.pathname)
    expect(codeOf(await ana.step(before))).toBe('404 sign-in-expired')
    expect(codeOf(await ana.browser.post(`${before.href}/api/sign-in`, {}))).toBe('404 sign-in-expired')
  })

  it('gives one code for one consent, however often it is sent', async () => {
    const { ana, page } = await atConsent()
    const consent = () => ana.browser.post(`${page.href}/api/consent`)
    const { redirectTo } = (await consent()).json<SignInProgressDto>()
    expect((await consent()).json<SignInProgressDto>().redirectTo).toBe(redirectTo)
    const stolen = ana.browser.cookieFor(redirectTo)
    const first = await ana.browser.get(redirectTo)
    expect(new URL(first.headers.location!).searchParams.get('code')).toBeTruthy()
    const again = await new Browser(desk.app).get(redirectTo, { cookie: stolen })
    expect([again.statusCode, again.headers.location]).toEqual([400, undefined])
    expect(codeOf(await consent())).toBe('404 sign-in-expired')
    expect(codeOf(await ana.step(page))).toBe('404 sign-in-expired')
  })

  it('404: another sign-in’s address with the own cookie, and a cookie that was touched', async () => {
    const [one, other] = [await atConsent(), await atConsent()]
    const cookie = one.ana.browser.cookieFor(one.page)
    const post = (page: URL, headers: Record<string, string>) =>
      new Browser(desk.app).post(`${page.href}/api/consent`, {}, headers)
    expect(codeOf(await post(other.page, { cookie }))).toBe('404 sign-in-expired')
    expect(codeOf(await post(one.page, {}))).toBe('404 sign-in-expired')
    const uid = other.page.pathname.split('/').at(-1)!
    const unsigned = cookie.replace(/oauth-sign-in=[^;]+/, `oauth-sign-in=${uid}`)
    expect(codeOf(await post(other.page, { cookie: unsigned }))).toBe('404 sign-in-expired')
    expect((await post(one.page, { cookie })).statusCode).toBe(200)
  })

  it('400: a sign-in that goes on in another browser session than it began in', async () => {
    const { ana, page } = await atConsent()
    const { redirectTo } = (await ana.browser.post(`${page.href}/api/consent`)).json<SignInProgressDto>()
    const cookie = ana.browser.cookieFor(redirectTo).replaceAll(/oauth-session(\.sig)?=[^;]+;? ?/g, '')
    const response = await new Browser(desk.app).get(redirectTo, { cookie })
    expect([response.statusCode, response.headers.location]).toEqual([400, undefined])
  })

  it('changes the session when somebody signs in: one planted before is worth nothing', async () => {
    const { ana, page } = await atSignIn()
    const planted = ana.browser.cookieFor(ana.origin)
    await signUp(ana, page)
    const cookie = ana.browser.cookieFor(ana.origin)
    expect(cookie).toMatch(/oauth-session=[^;]+/)
    expect(cookie).not.toBe(planted)
    const thief = new OauthVisitor(desk.app, host)
    await thief.register()
    const { headers } = await thief.browser.get(thief.authorizationUrl(), { cookie: planted })
    expect((await stepOf(thief, new URL(headers.location!, thief.origin))).step).toBe('sign-in')
  })

  it('lets another person sign in where the client asks for it anew, and gives the code for that person', async () => {
    const { ana } = await atConsent()
    const page = await ana.open({ prompt: 'login' })
    const input = { name: 'Bo', email: `bo-${ana.email}`, password: PASSWORD }
    const next = await ana.act(page, 'sign-up', input)
    expect((await stepOf(ana, next)).user).toEqual({ name: 'Bo', email: `bo-${ana.email}` })
    expect((await ana.act(next, 'consent')).searchParams.get('code')).toBeTruthy()
  })

  it('asks a browser that is still signed in who it is, once its user is no longer let in', async () => {
    const ana = new OauthVisitor(desk.app, host)
    const { sub } = decodeJwt<{ sub: string }>((await ana.signIn()).access_token)
    const slug = host.split('.')[0]
    await staff.visitor.mutate('endUser.disable', { org: staff.org, slug, userId: sub })
    const page = await ana.open()
    expect((await stepOf(ana, page)).step).toBe('sign-in')
    const refused = await ana.browser.post(`${page.href}/api/sign-in`, {
      email: ana.email,
      password: PASSWORD,
    })
    expect(codeOf(refused)).toBe('403 account-disabled')
    const silent = await ana.browser.get(ana.authorizationUrl({ prompt: 'none' }))
    expect(new URL(silent.headers.location!).searchParams.get('error')).toBe('login_required')
  })

  it('answers scripts of other origins without cookies only, and where no user is at work not at all', async () => {
    const { ana, page } = await atConsent()
    const origin = 'https://evil.example'
    const token = await desk.app.inject({ method: 'POST', url: '/oauth/token', headers: { host, origin } })
    expect(token.headers).not.toHaveProperty('access-control-allow-credentials')
    for (const address of [page, `${page.href}/api`, ana.authorizationUrl()]) {
      const { headers } = await ana.browser.get(address, { origin })
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([])
    }
  })

  it('can be framed nowhere: page, API, redirects and errors', async () => {
    const { ana, page } = await atConsent()
    const answers = {
      page: await ana.browser.get(page),
      step: await ana.step(page),
      redirect: await ana.browser.get(ana.authorizationUrl()),
      error: await ana.browser.get(ana.authorizationUrl({ redirect_uri: 'https://evil.example/' })),
      resume: await ana.browser.get(`${ana.origin}/oauth/authorize/unknown`),
      metadata: await ana.browser.get(`${ana.origin}/.well-known/oauth-authorization-server`),
    }
    const { step, ...documents } = answers
    for (const [name, { headers }] of Object.entries(documents)) {
      expect(headers['x-frame-options'], name).toBe('DENY')
    }
    expect(step.headers['content-type']).toContain('json')
    for (const [name, { headers }] of Object.entries(answers)) {
      expect(headers['content-security-policy'], name).toContain("frame-ancestors 'none'")
      expect(headers['x-content-type-options'], name).toBe('nosniff')
      expect(headers['referrer-policy'], name).toBe('no-referrer')
    }
  })

  it.each([
    ['HTML', HTML, HTML],
    ['a long name', 'x'.repeat(5_000), 'x'.repeat(80)],
    ['a long name of emoji', '🎫'.repeat(500), '🎫'.repeat(80)],
    ['line breaks', 'Claude\n\n\r\nverified', 'Claude verified'],
    ['text that runs backwards', 'Claude\u202eedualC\u2066x\u2069', 'ClaudeedualCx'],
    ['letters that cannot be seen', '\u200bCl\u00adau\u2060de\ufeff\u0000\u007f\u0085\u2028', 'Claude'],
    ['nothing that can be seen', '\u200b\u3164\u202e \u0007', 'An app without a name'],
    ['half a character', 'Claude \ud800', 'Claude \ufffd'],
  ])('shows a client’s name as text, bounded and in one direction: %s', async (_what, name, shown) => {
    const { ana, page } = await atConsent({ client_name: name })
    const step = await ana.step(page)
    expect(step.json<SignInStepDto>().client.name).toBe(shown)
    expect(step.headers['content-type']).toContain('application/json')
    expect((await ana.browser.get(page)).payload).not.toContain('<img')
  })

  it('repeats no HTML from a request in its error page', async () => {
    const { ana } = await atSignIn()
    for (const parameters of [
      { client_id: HTML },
      { redirect_uri: HTML },
      { client_id: undefined, state: HTML },
    ]) {
      const { payload, headers, statusCode } = await ana.browser.get(ana.authorizationUrl(parameters))
      expect([statusCode, headers['content-type']]).toEqual([400, 'text/html; charset=utf-8'])
      expect(payload).not.toMatch(/<img|alert\(1\)<\/script/)
    }
  })

  it('shows where the code goes, whatever the client calls itself', async () => {
    const evil = 'https://claude.ai.evil.example/callback'
    const { ana } = await atSignIn({
      client_name: 'claude.ai',
      redirect_uris: [evil, REDIRECT_URI, 'cursor://x/cb'],
    })
    const redirectOf = async (redirectUri: string) =>
      (await stepOf(ana, await ana.open({ redirect_uri: redirectUri }))).redirect
    expect(await redirectOf(evil)).toEqual({ target: 'claude.ai.evil.example', kind: 'web' })
    expect(await redirectOf(REDIRECT_URI)).toEqual({ target: '127.0.0.1:8123', kind: 'loopback' })
    expect(await redirectOf('cursor://x/cb')).toEqual({ target: 'cursor', kind: 'app' })
  })
})
