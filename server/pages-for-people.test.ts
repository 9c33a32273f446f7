import type { Send } from '#testkit/http/send.ts'
import type { HttpResponse } from '#testkit/http/send.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildApp } from './app.ts'
import { BREAKAGES, breakDatabase } from './test/break-database.ts'
import { databases } from './test/databases.ts'
import { createServer, PASSWORD, signUpStaff, type Staff } from './test/factories.ts'
import { startTestApp, type TestApp } from './test/harness.ts'
import { OauthVisitor, REDIRECT_URI } from './test/oauth-flow.ts'
import { sendTo } from './test/oauth-over-socket.ts'
import { OAUTH } from './test/signed-in.ts'
import { TcpProxy } from '#testkit/network/tcp-proxy.ts'

const APP = 'localhost:3000'
const BROWSER = {
  accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  'sec-fetch-mode': 'navigate',
  'sec-fetch-dest': 'document',
}

interface Shown {
  status: number
  title: string
  text: string
  retryAfter?: string
}

/** The page of an answer, once it has what each of them must have. */
function pageOf({ statusCode, headers, body }: HttpResponse): Shown {
  const title = /<h1>([^<]+)<\/h1>/.exec(body)?.[1]
  const sound =
    headers['content-type'] === 'text/html; charset=utf-8' &&
    headers['cache-control'] === 'no-store' &&
    String(headers['content-security-policy']).startsWith("default-src 'none'") &&
    headers['x-content-type-options'] === 'nosniff' &&
    body.startsWith('<!doctype html>\n<html lang="en">') &&
    !/<script/.test(body) &&
    /<p class="advice">[^<]{10,}<\/p>/.test(body)
  if (!sound || !title)
    throw new Error(`Not a page: ${statusCode} ${String(headers['content-type'])} ${body}`)
  const retryAfter = headers['retry-after']
  const text = body.replaceAll(/<style>.*?<\/style>|<[^>]+>/gs, ' ').replaceAll(/\s+/g, ' ')
  return {
    status: statusCode,
    title,
    text,
    ...(retryAfter !== undefined && { retryAfter: String(retryAfter) }),
  }
}

describe.each(databases)('a navigation that fails shows a page, over sockets, on $name', ({ url }) => {
  let desk: TestApp
  let staff: Staff
  let slug: string
  let host: string
  let send: Send
  beforeAll(async () => {
    desk = await startTestApp(url)
    staff = await signUpStaff(desk.app)
    ;({ host, slug } = await createServer(staff, { ...OAUTH, name: 'Shop <Orders>' }))
    send = (await sendTo(desk.app))()
  })
  afterAll(() => desk.close())

  const get = (at: string, path: string, headers: Record<string, string> = BROWSER, by = send) =>
    by({ method: 'GET', host: at, path, headers })
  const authorize = '/oauth/authorize?client_id=nobody'

  it.each([
    [
      'an unknown address of the dashboard',
      () => APP,
      '/assets/nothing',
      404,
      'There is nothing at this address',
    ],
    ['the root of an MCP server', () => host, '/', 404, 'There is nothing to see here'],
    [
      'an unknown MCP server',
      () => `x-${slug}.${APP}`,
      authorize,
      404,
      'There is no MCP server at this address',
    ],
    [
      'an MCP server in capitals with a bad name',
      () => `A_B.${APP}`,
      '/sign-in',
      404,
      'There is no MCP server at this address',
    ],
    ['an unknown host', () => 'desk.example.org', '/', 421, 'Nothing is served under this name'],
    [
      'a sign-in that nobody began',
      () => host,
      '/sign-in/V1StGXR8_Z5jdHi6B-myT',
      404,
      'This sign-in has expired',
    ],
    ['no sign-in', () => host, '/sign-in', 404, 'This sign-in has expired'],
    [
      'the end of a sign-in that nobody began',
      () => host,
      '/oauth/authorize/V1StGXR8_Z5jdHi6B-myT',
      400,
      'This sign-in has expired',
    ],
    ['an unknown client', () => host, authorize, 400, 'This app is not known here'],
    ['an endpoint for programs', () => host, '/oauth/token', 405, 'This page cannot be shown'],
    ['a procedure of the dashboard', () => APP, '/trpc/nothing', 404, 'There is nothing at this address'],
    ['an address that cannot be read', () => APP, '/%', 400, 'This page cannot be shown'],
  ])('%s', async (_what, at, path, status, title) => {
    expect(pageOf(await get(at(), path))).toMatchObject({ status, title })
    // Only people come to where clients send them.
    if (path.startsWith('/oauth/authorize') && status === 400) return
    // What a program gets, at the same address, with the same status.
    const answer = await get(at(), path, { accept: 'application/json' })
    expect(answer.statusCode).toBe(status)
    expect(String(answer.headers['content-type'])).toMatch(/^application\/(problem\+)?json/)
    expect(JSON.parse(answer.body)).toEqual(expect.any(Object))
  })

  it('names the MCP server as text, and where to go from the dashboard’s host', async () => {
    const { body } = await get(host, '/sign-in')
    expect(body).toContain('<bdi>Shop &lt;Orders&gt;</bdi>')
    expect((await get(APP, '/assets/nothing')).body).toContain('<a href="/">Go to the dashboard</a>')
  })

  it('repeats nothing of the address', async () => {
    for (const at of [APP, host, 'desk.example.org']) {
      const { body } = await get(at, '/assets/%3Cscript%3Ealert(1)%3C/script%3E?x=<b>y</b>')
      expect(body).not.toMatch(/alert|<b>/)
    }
  })

  it('a finished sign-in that is opened again, and its page when it is gone back to', async () => {
    const ana = new OauthVisitor(desk.app, host)
    await ana.register()
    const first = await ana.open()
    const input = { name: 'Ana', email: ana.email, password: PASSWORD }
    const page = await ana.act(first, 'sign-up', input)
    const answer = await ana.browser.post(`${page.href}/api/consent`)
    const end = new URL(answer.json<{ redirectTo: string }>().redirectTo)
    const withCookies = (address: URL) => ({ ...BROWSER, cookie: ana.browser.cookieFor(address) })
    const cookies = withCookies(end)
    expect((await get(host, page.pathname, withCookies(page))).statusCode).toBe(200)
    const done = await get(host, end.pathname, cookies)
    expect(String(done.headers.location)).toContain(`${REDIRECT_URI}?code=`)
    for (const [address, headers] of [
      [end, cookies],
      [page, withCookies(page)],
      [first, withCookies(first)],
    ] as const) {
      const shown = pageOf(await get(host, address.pathname, headers))
      expect(shown).toMatchObject({ title: 'This sign-in has expired' })
      expect(shown.text).toContain('Go back to your app')
    }
  })

  it('a browser that keeps no cookies: the page says so, and the sign-in shows no form', async () => {
    const ana = new OauthVisitor(desk.app, host)
    await ana.register()
    const asked = ana.authorizationUrl()
    const { headers } = await get(host, `${asked.pathname}${asked.search}`)
    const page = new URL(String(headers.location), asked)
    const shown = pageOf(await get(host, page.pathname))
    expect(shown).toMatchObject({ status: 404, title: 'This sign-in has expired' })
    expect(shown.text).toContain('allow cookies for this address')
  })

  it('429: says how long to wait, on the page and to programs', async () => {
    const quotas = { ...desk.config.quotas, ipPerMinute: 1 }
    const app = await buildApp({ config: { ...desk.config, quotas }, orm: desk.orm })
    const by = (await sendTo(app))()
    await get(host, '/sign-in', BROWSER, by)
    const shown = pageOf(await get(host, '/sign-in', BROWSER, by))
    expect(shown).toMatchObject({ status: 429, title: 'Too many requests' })
    expect(Number(shown.retryAfter)).toBeGreaterThan(0)
    expect(shown.text).toMatch(/Wait (a second|\d+ (seconds|minutes)), then try again\./)
    expect((await get(host, '/sign-in', { accept: '*/*' }, by)).json()).toMatchObject({
      code: 'quota-exceeded',
    })
    await app.close()
  })

  it('500: a fault, without what it was', async () => {
    const [everythingGone] = BREAKAGES
    await breakDatabase(desk.orm, url, everythingGone!, 'fail')
    try {
      for (const path of [authorize, '/sign-in/x']) {
        const shown = pageOf(await get(host, path))
        expect(shown).toMatchObject({ status: 500, title: 'Something went wrong on our side' })
        expect(shown.text).not.toMatch(/table|select|mcp_server/i)
      }
    } finally {
      await breakDatabase(desk.orm, url, everythingGone!, 'mend')
    }
  })
})

const mySql = databases.find(({ name }) => name === 'MySQL')

describe.skipIf(!mySql)('a navigation while the database is away, on MySQL', () => {
  it('503: says to wait, with Retry-After, and all is well afterwards', async () => {
    const { network: proxy, through } = await TcpProxy.before(mySql!.url)
    const desk = await startTestApp(through)
    const { host } = await createServer(await signUpStaff(desk.app), OAUTH)
    const ana = new OauthVisitor(desk.app, host)
    await ana.register()
    const page = await ana.open()
    const by = (await sendTo(desk.app))()
    const open = (path: string, headers: Record<string, string> = BROWSER) =>
      by({ method: 'GET', host, path, headers: { ...headers, cookie: ana.browser.cookieFor(page) } })
    const asked = ana.authorizationUrl()
    await proxy.stop()
    for (const path of [page.pathname, `${asked.pathname}${asked.search}`, '/sign-in']) {
      const shown = pageOf(await open(path))
      expect(shown).toMatchObject({
        status: 503,
        title: 'Not available right now',
        retryAfter: expect.stringMatching(/^[1-3]$/),
      })
      expect(shown.text).toMatch(/Wait (a second|[23] seconds), then try again. Try again/)
      const answer = await open(path, { accept: 'application/json' })
      expect([answer.statusCode, answer.headers['retry-after']]).toEqual([
        503,
        expect.stringMatching(/^[1-3]$/),
      ])
      expect(answer.json()).toMatchObject({ code: 'service-unavailable' })
    }
    await proxy.listen()
    expect((await open(page.pathname)).statusCode).toBe(200)
    await desk.close()
    await proxy.stop()
  })
})
