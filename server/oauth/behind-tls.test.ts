import { decodeJwt } from 'jose'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildApp } from '../app.ts'
import { databases } from '../test/databases.ts'
import { createServer, signUpStaff, type Staff } from '../test/factories.ts'
import { startTestApp, type TestApp } from '../test/harness.ts'
import { OauthVisitor } from '../test/oauth-flow.ts'

/** As in production: https outside, plain http from the proxy to us, on hosts that are configured. */
const PUBLIC = { production: true, appOrigin: 'https://desk.example.com', baseDomain: 'mcp.example.com' }

let desk: TestApp
let staff: Staff
const visitors = new Map<string, OauthVisitor>()
beforeAll(async () => {
  desk = await startTestApp(databases[0]!.url)
  const resourceUrl = 'https://mcp.acme.com/mcp'
  staff = await signUpStaff(desk.app)
  const { slug } = await createServer(staff, { authMode: 'oauth', resourceUrl })
  const app = await buildApp({ config: { ...desk.config, ...PUBLIC }, orm: desk.orm })
  visitors.set('an MCP server’s users', new OauthVisitor(app, `${slug}.mcp.example.com`))
  visitors.set('staff', new OauthVisitor(app, 'desk.example.com'))
})
afterAll(async () => {
  await visitors.get('staff')!.app.close()
  await desk.close()
})

const KINDS = ['an MCP server’s users', 'staff']

it.each(KINDS)(
  'publishes https addresses of the configured host for %s, and asks browsers to stay on https',
  async (kind) => {
    const visitor = visitors.get(kind)!
    const host = new URL(visitor.origin).host
    const response = await visitor.browser.get(`${visitor.origin}/.well-known/oauth-authorization-server`)
    const metadata = response.json<Record<string, unknown>>()
    expect(metadata.issuer).toBe(`https://${host}`)
    const addresses = Object.keys(metadata).filter((name) => /_endpoint$|^jwks_uri$/.test(name))
    expect(addresses).toHaveLength(6)
    for (const name of addresses) expect(metadata[name], name).toMatch(`https://${host}/oauth/`)
    expect(response.headers['strict-transport-security']).toMatch(/^max-age=\d+/)
  },
)

it.each(KINDS)(
  'sets cookies that no other host can plant and no plain connection carries, for %s',
  async (kind) => {
    const visitor = visitors.get(kind)!
    await visitor.register()
    const { headers } = await visitor.browser.get(visitor.authorizationUrl())
    const cookies = [headers['set-cookie'] ?? []].flat()
    expect(cookies).toHaveLength(4)
    for (const cookie of cookies) {
      expect(cookie).toMatch(/^__Secure-oauth-(sign-in|resume)(\.sig)?=/)
      expect(cookie).toMatch(/; samesite=lax; secure; httponly$/i)
    }
  },
)

it('connects an agent with the cookies of https', async () => {
  const visitor = visitors.get('staff')!
  const host = 'desk.example.com'
  visitor.browser.keep(host, staff.visitor.cookie!.replace(/^session=/, '__Host-session='))
  await visitor.register()
  const page = await visitor.open()
  expect(page.pathname).toMatch(/^\/connect\//)
  const approval = { org: staff.org, scopes: ['tickets:read'] }
  const plain = await visitor.browser.post(`${page.href}/api/approve`, approval)
  expect(plain.json()).toMatchObject({ code: 'cross-site-request' })
  const origin = { origin: `https://${host}` }
  const approved = await visitor.browser.post(`${page.href}/api/approve`, approval, origin)
  const redirectTo = new URL(approved.json<{ redirectTo: string }>().redirectTo)
  expect(redirectTo.origin).toBe(`https://${host}`)
  const back = await visitor.browser.get(`http://${host}${redirectTo.pathname}`)
  const tokens = await visitor.redeemCallback(new URL(back.headers.location!))
  expect(decodeJwt(tokens.access_token)).toMatchObject({ iss: `https://${host}`, aud: `https://${host}/mcp` })
})
