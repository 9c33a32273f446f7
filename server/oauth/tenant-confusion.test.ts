import type { FastifyInstance } from 'fastify'
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildApp } from '../app.ts'
import { databases } from '../test/databases.ts'
import { createServer } from '../test/factories.ts'
import { Browser, OauthVisitor, type Tokens } from '../test/oauth-flow.ts'
import { listen, sendRaw } from '../test/raw-http.ts'
import { type Desk, refusalOf, SdkCaller, startDesk, ticketBody } from '../test/sdk-caller.ts'
import { bearer, OAUTH } from '../test/signed-in.ts'

const METADATA = '/.well-known/oauth-authorization-server'
const EVIL = 'evil.example'

/** What proxies and clients say about hosts, none of which is asked. */
const SPOOFED: Record<string, Record<string, string>> = {
  'X-Forwarded-Host': { 'x-forwarded-host': EVIL },
  'X-Forwarded-Proto': { 'x-forwarded-proto': 'https' },
  'X-Forwarded-Port': { 'x-forwarded-port': '4444' },
  'X-Forwarded-Server': { 'x-forwarded-server': EVIL },
  'X-Forwarded-Prefix': { 'x-forwarded-prefix': `//${EVIL}` },
  Forwarded: { forwarded: `for=1.2.3.4;host=${EVIL};proto=https` },
  'X-Original-URL': { 'x-original-url': `https://${EVIL}/` },
  'X-Rewrite-URL': { 'x-rewrite-url': `https://${EVIL}/` },
  'X-Host': { 'x-host': EVIL },
}

describe.each(databases)('R2.4 confusion of hosts and of servers of one organization on $name', ({ url }) => {
  let desk: Desk
  let proxied: FastifyInstance
  let here: OauthVisitor
  let there: OauthVisitor
  let tokens: Tokens
  beforeAll(async () => {
    desk = await startDesk(url)
    // Behind a proxy that is believed about addresses of clients, which must not extend to hosts.
    proxied = await buildApp({ config: { ...desk.config, trustProxy: '127.0.0.1' }, orm: desk.orm })
    const servers = [await createServer(desk.staff, OAUTH), await createServer(desk.staff, OAUTH)]
    ;[here, there] = servers.map(({ host }) => new OauthVisitor(desk.app, host)) as [
      OauthVisitor,
      OauthVisitor,
    ]
    tokens = await here.signIn()
    await there.register()
  })
  afterAll(async () => {
    await proxied.close()
    await desk.close()
  })

  describe.each(Object.entries(SPOOFED))('a request with %s', (_name, headers) => {
    it.each([METADATA, '/.well-known/openid-configuration'])('shows nothing of it in %s', async (path) => {
      for (const app of [desk.app, proxied]) {
        const { host } = new URL(here.origin)
        const clean = await app.inject({ url: path, headers: { host } })
        const spoofed = await app.inject({ url: path, headers: { host, ...headers } })
        expect(spoofed.statusCode).toBe(200)
        expect(spoofed.json()).toEqual(clean.json())
        expect(spoofed.json()).toMatchObject({
          issuer: here.origin,
          token_endpoint: `${here.origin}/oauth/token`,
        })
      }
    })

    it('is led nowhere else by any redirect, and its cookies are the usual ones', async () => {
      const ana = new OauthVisitor(proxied, new URL(here.origin).host)
      await ana.register()
      const opened = await ana.browser.get(ana.authorizationUrl(), headers)
      const page = new URL(opened.headers.location!, ana.origin)
      expect(page.origin).toBe(ana.origin)
      const input = { email: here.email, password: 'correct horse battery' }
      const posted = await ana.browser.post(`${page.href}/api/sign-in`, input, headers)
      const { redirectTo } = posted.json<{ redirectTo: string }>()
      expect(new URL(redirectTo, ana.origin).origin).toBe(ana.origin)
      const resumed = await ana.browser.get(new URL(redirectTo, ana.origin), headers)
      expect(new URL(resumed.headers.location!, ana.origin).origin).toBe(ana.origin)
      for (const { headers: answered, payload } of [opened, posted, resumed]) {
        expect(JSON.stringify(answered) + payload).not.toMatch(/evil\.example|4444|domain=|https:/i)
      }
    })
  })

  it.each([
    [EVIL, 421],
    [`${'s'.repeat(10)}.localhost.${EVIL}`, 421],
    [`localhost.${EVIL}`, 421],
  ])('%j as the host is %i', async (host, status) => {
    const response = await desk.app.inject({ url: METADATA, headers: { host } })
    expect(response.statusCode).toBe(status)
  })

  it.each([
    ['in capitals', (host: string) => host.toUpperCase()],
    ['with another port', (host: string) => host.replace(':3000', ':4444')],
    ['without a port', (host: string) => host.replace(':3000', '')],
    ['with a dot at the end', (host: string) => host.replace(':3000', '.:3000')],
  ])('the host %s is the same issuer by its one name', async (_how, write) => {
    const host = write(new URL(here.origin).host)
    const response = await desk.app.inject({ url: METADATA, headers: { host } })
    expect(response.json()).toMatchObject({ issuer: here.origin, jwks_uri: `${here.origin}/oauth/jwks` })
    expect(response.body).not.toContain('4444')
  })

  it('400: a request line that names another host than `Host`, or two hosts; the same host is no fault', async () => {
    const app = await buildApp({ config: desk.config, orm: desk.orm })
    const port = await listen(app)
    const { host } = new URL(here.origin)
    const ask = (target: string, ...hosts: string[]) =>
      sendRaw(port, [`GET ${target} HTTP/1.1`, ...hosts.map((each) => `Host: ${each}`), 'Connection: close'])
    expect((await ask(`http://${EVIL}${METADATA}`, host)).status).toBe(400)
    expect((await ask(`http://${host}${METADATA}`, EVIL)).status).toBe(400)
    expect((await ask(METADATA, host, EVIL)).status).toBe(400)
    expect((await ask(`http://${host}@${EVIL}${METADATA}`, host)).status).toBe(400)
    const absolute = await ask(`http://${host}${METADATA}`, host)
    expect([200, 404]).toContain(absolute.status)
    expect(absolute.headers + absolute.body).not.toContain(EVIL)
    await app.close()
  })

  it('shows a browser with the other server’s session the sign-in', async () => {
    const cookie = here.browser.cookieFor(here.origin)
    const { headers } = await there.browser.get(there.authorizationUrl(), { cookie })
    const page = new URL(headers.location!, there.origin)
    expect((await there.step(page)).json()).toMatchObject({ step: 'sign-in' })
  })

  it('404: a sign-in under way at the other server', async () => {
    const page = await here.open()
    const cookie = here.browser.cookieFor(page)
    const response = await new Browser(desk.app).get(`${there.origin}${page.pathname}/api`, { cookie })
    expect([response.statusCode, response.json<{ code: string }>().code]).toEqual([404, 'sign-in-expired'])
  })

  it('invalid_client and invalid_grant: a client, a code and a refresh token of the other server', async () => {
    const code = (await here.authorize()).searchParams.get('code')!
    const own = { client_id: here.clientId, code_verifier: here.verifier }
    expect((await there.redeem(code, own)).json()).toMatchObject({ error: 'invalid_client' })
    expect((await there.redeem(code, { code_verifier: here.verifier })).json()).toMatchObject({
      error: 'invalid_grant',
    })
    expect((await there.refresh(tokens.refresh_token)).json()).toMatchObject({ error: 'invalid_grant' })
    expect((await here.redeem(code)).statusCode).toBe(200)
    expect((await here.refresh(tokens.refresh_token)).statusCode).toBe(200)
  })

  it('401: a token of the other server at the ticket API, though organization and resource are the same', async () => {
    const server = await createServer(desk.staff, OAUTH)
    expect(decodeJwt(tokens.access_token).aud).toBe(OAUTH.resourceUrl)
    const sdk = new SdkCaller(desk.app, server)
    const response = await sdk.openTicket(ticketBody(), bearer(tokens.access_token))
    expect(refusalOf(response)).toBe('401 invalid-token')
  })

  it('publishes keys of its own at each server', async () => {
    const kids = await Promise.all(
      [here, there].map(async ({ origin, browser }) => {
        const { keys } = (await browser.get(`${origin}/oauth/jwks`)).json<{
          keys: Record<string, string>[]
        }>()
        expect(keys.every((key) => !('d' in key))).toBe(true)
        return keys.map(({ kid }) => kid)
      }),
    )
    expect(kids[0]).not.toEqual(kids[1])
  })
})
