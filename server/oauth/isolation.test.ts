import { randomUUID } from 'node:crypto'
import { decodeJwt } from 'jose'
import type { LightMyRequestResponse, RouteOptions } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildApp } from '../app.ts'
import { databases } from '../test/databases.ts'
import { createServer, PASSWORD, signUpStaff, type TestServer } from '../test/factories.ts'
import { startTestApp, type TestApp } from '../test/harness.ts'
import { Browser, OauthVisitor, type Tokens } from '../test/oauth-flow.ts'

/** Two MCP servers of two tenants that share a resource, and all that a user of the victim's has there. */
interface World extends TestApp {
  attacker: OauthVisitor
  attackerTokens: Tokens
  victim: OauthVisitor
  victimTokens: Tokens
  /** A code of the victim's that nobody has redeemed. */
  code: string
  /** A sign-in of the victim's under way, at the consent step. */
  page: URL
}

/**
 * What each route answers on the attacker's host to the victim's things, or to nothing at all where it takes none. A
 * route that is missing here fails the build.
 */
const cases: Record<
  string,
  { send: (world: World) => Promise<LightMyRequestResponse>; answers: number; body?: object }
> = {
  'GET /.well-known/oauth-authorization-server': {
    send: get('/.well-known/oauth-authorization-server'),
    answers: 200,
  },
  'GET /.well-known/openid-configuration': { send: get('/.well-known/openid-configuration'), answers: 200 },
  'GET /oauth/jwks': { send: get('/oauth/jwks'), answers: 200 },
  'GET /oauth/authorize': {
    send: ({ attacker, victim }) =>
      attacker.browser.get(attacker.authorizationUrl({ client_id: victim.clientId })),
    answers: 400,
    body: { error: 'invalid_client' },
  },
  'GET /oauth/authorize/:uid': {
    send: ({ attacker, victim, page }) => {
      const uid = page.pathname.split('/').at(-1)!
      const cookie = victim.browser.cookieFor(`${victim.origin}/oauth/authorize/${uid}`)
      return new Browser(attacker.app).get(`${attacker.origin}/oauth/authorize/${uid}`, { cookie })
    },
    answers: 400,
    body: { error: 'sign-in-expired' },
  },
  'POST /oauth/token': {
    send: ({ attacker, victim, code }) =>
      attacker.redeem(code, { client_id: victim.clientId, code_verifier: victim.verifier }),
    answers: 401,
    body: { error: 'invalid_client' },
  },
  'POST /oauth/revocation': { send: atTokenEndpoint('/oauth/revocation'), answers: 200 },
  'POST /oauth/introspection': {
    send: atTokenEndpoint('/oauth/introspection'),
    answers: 200,
    body: { active: false },
  },
  'POST /oauth/register': {
    send: ({ attacker }) => new OauthVisitor(attacker.app, new URL(attacker.origin).host).register(),
    answers: 201,
  },
  'GET /sign-in': { send: get('/sign-in'), answers: 404 },
  'GET /sign-in/:uid': {
    send: ({ attacker, victim, page }) =>
      new Browser(attacker.app).get(`${attacker.origin}${page.pathname}`, {
        cookie: victim.browser.cookieFor(page),
      }),
    answers: 404,
    body: { code: 'sign-in-expired' },
  },
  'GET /sign-in/:uid/api': { send: withVictimsCookie(''), answers: 404, body: { code: 'sign-in-expired' } },
  ...Object.fromEntries(
    ['sign-in', 'sign-up', 'change-password', 'consent', 'cancel', 'sign-out'].map((action) => [
      `POST /sign-in/:uid/api/${action}`,
      { send: withVictimsCookie(action), answers: 404, body: { code: 'sign-in-expired' } },
    ]),
  ),
}

describe.each(databases)('R2.4 isolation of authorization servers on $name', ({ url }) => {
  let world: World
  beforeAll(async () => {
    world = await createWorld(url)
  })
  afterAll(() => world.close())

  it('has a case for every route', async () => {
    const served = []
    for (const route of await routesOf(world)) {
      const [method, path] = route.split(' ') as ['GET', string]
      const host = new URL(world.attacker.origin).host
      const { statusCode } = await world.app.inject({ method, url: path, headers: { host } })
      if (statusCode !== 405) served.push(route)
    }
    expect(served).toEqual(Object.keys(cases).sort())
  })

  it.each(Object.entries(cases))(
    '%s gives nothing of another tenant away',
    async (_route, { send, answers, body }) => {
      const response = await send(world)
      expect(response.statusCode, response.body).toBe(answers)
      expect(body ? response.json() : {}).toMatchObject(body ?? {})
      expect(response.body).not.toContain(new URL(world.victim.origin).host)
      expect(response.body).not.toContain(decodeJwt(world.victimTokens.access_token).sub)
    },
  )

  it('takes a refresh token neither of another tenant nor of another client', async () => {
    const { attacker, victim, victimTokens, app } = world
    const refused = { error: 'invalid_grant' }
    expect((await attacker.refresh(victimTokens.refresh_token)).json()).toMatchObject(refused)
    const neighbour = new OauthVisitor(app, new URL(victim.origin).host)
    await neighbour.signIn()
    expect((await neighbour.refresh(victimTokens.refresh_token)).json()).toMatchObject(refused)
  })

  it('sends a browser with another tenant’s session to sign in', async () => {
    const { attacker, victim } = world
    const cookie = victim.browser.cookieFor(victim.origin)
    expect(cookie).toContain('oauth-session=')
    const thief = new OauthVisitor(attacker.app, new URL(attacker.origin).host)
    await thief.register()
    const { headers } = await thief.browser.get(thief.authorizationUrl(), { cookie })
    const step = await thief.step(new URL(headers.location!, thief.origin))
    expect(step.json()).toMatchObject({ step: 'sign-in' })
  })

  it('knows a user on the server they signed up at only', async () => {
    const { attacker, victim } = world
    const thief = new OauthVisitor(attacker.app, new URL(attacker.origin).host)
    await thief.register()
    const page = await thief.open()
    const response = await thief.browser.post(`${page.href}/api/sign-in`, {
      email: victim.email,
      password: PASSWORD,
    })
    expect(response.json()).toMatchObject({ code: 'wrong-credentials' })
  })

  it('leaves the victim’s session and sign-in as they were', async () => {
    const { victim, victimTokens, code, page } = world
    expect((await victim.refresh(victimTokens.refresh_token)).statusCode).toBe(200)
    expect((await victim.redeem(code)).statusCode).toBe(200)
    expect((await victim.step(page)).json()).toMatchObject({ step: 'consent' })
  })
})

async function createWorld(url: string): Promise<World> {
  const test = await startTestApp(url)
  const resourceUrl = `https://${randomUUID()}.example.com/mcp`
  const create = async (): Promise<TestServer> =>
    createServer(await signUpStaff(test.app), { authMode: 'oauth', resourceUrl })
  const attacker = new OauthVisitor(test.app, (await create()).host)
  const victim = new OauthVisitor(test.app, (await create()).host)
  const attackerTokens = await attacker.signIn()
  const victimTokens = await victim.signIn()
  const code = (await victim.authorize()).searchParams.get('code')!
  return { ...test, attacker, attackerTokens, victim, victimTokens, code, page: await victim.open() }
}

function get(path: string) {
  return ({ attacker }: World) => attacker.browser.get(`${attacker.origin}${path}`)
}

function atTokenEndpoint(path: string) {
  return ({ attacker, victimTokens }: World) =>
    attacker.app.inject({
      method: 'POST',
      url: path,
      headers: { host: new URL(attacker.origin).host, 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({
        client_id: attacker.clientId,
        token: victimTokens.refresh_token,
      }).toString(),
    })
}

function withVictimsCookie(action: string) {
  return ({ attacker, victim, page }: World) => {
    const cookie = victim.browser.cookieFor(page)
    const address = `${attacker.origin}${page.pathname}/api${action && `/${action}`}`
    const browser = new Browser(attacker.app)
    return action ? browser.post(address, {}, { cookie }) : browser.get(address, { cookie })
  }
}

async function routesOf({ orm, config }: World): Promise<string[]> {
  const routes: RouteOptions[] = []
  const onRoute = (route: RouteOptions) => void routes.push(route)
  await (await buildApp({ config, orm, onRoute })).close()
  const names = routes
    .filter(({ url, config: own }) => own?.site === 'mcp-server' && !url.startsWith('/api/'))
    .flatMap(({ method, url }) => [method].flat().map((each) => `${each} ${url}`))
  return [...new Set(names)].filter((name) => /^(?:GET|POST) /.test(name)).sort()
}
