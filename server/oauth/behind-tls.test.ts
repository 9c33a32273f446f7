import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildApp } from '../app.ts'
import { databases } from '../test/databases.ts'
import { createServer, signUpStaff } from '../test/factories.ts'
import { startTestApp, type TestApp } from '../test/harness.ts'
import { OauthVisitor } from '../test/oauth-flow.ts'

/** As in production: https outside, plain http from the proxy to us, on hosts that are configured. */
const PUBLIC = { production: true, appOrigin: 'https://desk.example.com', baseDomain: 'mcp.example.com' }

let desk: TestApp
let visitor: OauthVisitor
beforeAll(async () => {
  desk = await startTestApp(databases[0]!.url)
  const resourceUrl = 'https://mcp.acme.com/mcp'
  const { slug } = await createServer(await signUpStaff(desk.app), { authMode: 'oauth', resourceUrl })
  const app = await buildApp({ config: { ...desk.config, ...PUBLIC }, orm: desk.orm })
  visitor = new OauthVisitor(app, `${slug}.mcp.example.com`)
})
afterAll(async () => {
  await visitor.app.close()
  await desk.close()
})

it('publishes https addresses of the configured host, and asks browsers to stay on https', async () => {
  const host = new URL(visitor.origin).host
  const response = await visitor.browser.get(`${visitor.origin}/.well-known/oauth-authorization-server`)
  const metadata = response.json<Record<string, unknown>>()
  expect(metadata.issuer).toBe(`https://${host}`)
  const addresses = Object.keys(metadata).filter((name) => /_endpoint$|^jwks_uri$/.test(name))
  expect(addresses).toHaveLength(6)
  for (const name of addresses) expect(metadata[name], name).toMatch(`https://${host}/oauth/`)
  expect(response.headers['strict-transport-security']).toMatch(/^max-age=\d+/)
})

it('sets cookies that no other host can plant and no plain connection carries', async () => {
  await visitor.register()
  const { headers } = await visitor.browser.get(visitor.authorizationUrl())
  const cookies = [headers['set-cookie'] ?? []].flat()
  expect(cookies).toHaveLength(4)
  for (const cookie of cookies) {
    expect(cookie).toMatch(/^__Secure-oauth-(sign-in|resume)(\.sig)?=/)
    expect(cookie).toMatch(/; samesite=lax; secure; httponly$/i)
  }
})
