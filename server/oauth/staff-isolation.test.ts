import { randomUUID } from 'node:crypto'
import { readSigningKeys } from '../domain/authorization/signing-keys.ts'
import { staffStore } from '../domain/authorization/staff-store.ts'
import type { LightMyRequestResponse, RouteOptions } from 'fastify'
import { decodeJwt, decodeProtectedHeader, generateKeyPair, importJWK, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildApp } from '../app.ts'
import { AgentVisitor } from '../test/agent-visitor.ts'
import { callTool } from '../test/call-tool.ts'
import { databases } from '../test/databases.ts'
import { signUpStaff, Visitor } from '../test/factories.ts'
import type { Tokens } from '../test/oauth-flow.ts'
import { type Desk, refusalOf, startDesk, ticketBody } from '../test/sdk-caller.ts'
import { SignedIn } from '../test/signed-in.ts'

const ORIGIN = 'http://localhost:3000'

/** All that a member of the victim's organization has at the authorization server of staff, and a client of another one. */
interface World extends Desk {
  attacker: AgentVisitor
  attackerTokens: Tokens
  victim: AgentVisitor
  victimTokens: Tokens
  /** A code of the victim's that nobody has redeemed. */
  code: string
  /** A request that the victim has not answered. */
  page: URL
  /** A user of an MCP server. */
  user: SignedIn
}

interface Case {
  send: (world: World) => Promise<LightMyRequestResponse>
  answers: number
  body?: object
}

const get =
  (path: string) =>
  ({ attacker }: World) =>
    attacker.browser.get(`${ORIGIN}${path}`)

const atTokenEndpoint =
  (path: string) =>
  ({ app, attacker, victimTokens }: World) =>
    app.inject({
      method: 'POST',
      url: path,
      headers: { host: 'localhost:3000', 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({
        client_id: attacker.clientId,
        token: victimTokens.refresh_token,
      }).toString(),
    })

/** To the victim's page, with the cookies of the attacker's browser, whose session of the dashboard is good. */
const toVictimsPage =
  (action: string) =>
  async ({ attacker, page }: World) => {
    await attacker.open()
    const address = `${page.href}/api${action}`
    const cookie = attacker.browser.cookieFor(`${ORIGIN}/connect`)
    return action
      ? attacker.browser.post(address, { org: 'x', scopes: ['tickets:read'] }, { cookie })
      : attacker.browser.get(address, { cookie })
  }

const EXPIRED = { answers: 404, body: { code: 'sign-in-expired' } }

/** What each route answers to another client, member or MCP server. A route that is missing here fails the build. */
const cases: Record<string, Case> = {
  'GET /.well-known/oauth-authorization-server': {
    send: get('/.well-known/oauth-authorization-server'),
    answers: 200,
    body: { issuer: ORIGIN },
  },
  'GET /.well-known/openid-configuration': { send: get('/.well-known/openid-configuration'), answers: 200 },
  'GET /.well-known/oauth-protected-resource': {
    send: get('/.well-known/oauth-protected-resource'),
    answers: 200,
  },
  'GET /.well-known/oauth-protected-resource/mcp': {
    send: get('/.well-known/oauth-protected-resource/mcp'),
    answers: 200,
  },
  'GET /oauth/jwks': { send: get('/oauth/jwks'), answers: 200 },
  'GET /oauth/authorize': {
    send: ({ attacker, user }) =>
      attacker.browser.get(attacker.authorizationUrl({ client_id: user.user.clientId })),
    answers: 400,
    body: { error: 'invalid_client' },
  },
  'GET /oauth/authorize/:uid': {
    send: ({ attacker, page }) =>
      attacker.browser.get(`${ORIGIN}/oauth/authorize/${page.pathname.split('/').at(-1)}`),
    answers: 400,
    body: { error: 'sign-in-expired' },
  },
  'POST /oauth/token': {
    send: ({ attacker, victim, code }) => attacker.redeem(code, { code_verifier: victim.verifier }),
    answers: 400,
    body: { error: 'invalid_grant' },
  },
  'POST /oauth/revocation': { send: atTokenEndpoint('/oauth/revocation'), answers: 200 },
  'POST /oauth/introspection': {
    send: atTokenEndpoint('/oauth/introspection'),
    answers: 200,
    body: { active: false },
  },
  'POST /oauth/register': { send: ({ app }) => new AgentVisitor(app).register(), answers: 201 },
  'GET /connect/:uid/api': { send: toVictimsPage(''), ...EXPIRED },
  'POST /connect/:uid/api/approve': { send: toVictimsPage('/approve'), ...EXPIRED },
  'POST /connect/:uid/api/decline': { send: toVictimsPage('/decline'), ...EXPIRED },
}

describe.each(databases)('R2.4 isolation of the authorization server of staff on $name', ({ url }) => {
  let world: World
  beforeAll(async () => {
    const desk = await startDesk(url)
    const other = await signUpStaff(desk.app, 'Attacker')
    const attacker = new AgentVisitor(desk.app, other)
    const victim = new AgentVisitor(desk.app, desk.staff)
    const attackerTokens = await attacker.connect()
    const victimTokens = await victim.connect()
    const code = (await victim.approve()).searchParams.get('code')!
    const user = await SignedIn.start(desk)
    const page = await victim.open()
    world = { ...desk, attacker, attackerTokens, victim, victimTokens, code, page, user }
  })
  afterAll(() => world.close())

  it('has a case for every route', async () => {
    const { config, orm } = world
    const routes: RouteOptions[] = []
    const onRoute = (route: RouteOptions) => void routes.push(route)
    await (await buildApp({ config, orm, onRoute })).close()
    const served = new Set<string>()
    for (const { url: path, method, config: own } of routes) {
      if (own?.site !== 'app' || !/^\/(?:oauth|connect|\.well-known)\b/.test(path)) continue
      for (const each of [method].flat()) {
        const { statusCode } = await world.app.inject({
          method: each as 'GET',
          url: path,
          headers: { host: 'localhost:3000' },
        })
        if (/GET|POST/.test(each) && statusCode !== 405) served.add(`${each} ${path}`)
      }
    }
    expect([...served].sort()).toEqual(Object.keys(cases).sort())
  })

  it.each(Object.entries(cases))(
    '%s gives nothing of another member away',
    async (_route, { send, answers, body }) => {
      const response = await send(world)
      expect(response.statusCode, response.body).toBe(answers)
      expect(body ? response.json() : {}).toMatchObject(body ?? {})
      const { sub, sid } = decodeJwt<{ sub: string; sid: string }>(world.victimTokens.access_token)
      for (const secret of [sub, sid, world.staff.email]) expect(response.body).not.toContain(secret)
    },
  )

  it('takes a refresh token of its own client only', async () => {
    const { attacker, victim, victimTokens, user } = world
    const refused = { error: 'invalid_grant' }
    expect((await attacker.refresh(victimTokens.refresh_token)).json()).toMatchObject(refused)
    expect((await victim.refresh(user.refreshToken)).json()).toMatchObject(refused)
    expect((await user.user.refresh(victimTokens.refresh_token)).json()).toMatchObject(refused)
  })

  it('opens no MCP server’s ticket API, and a user’s token does not open the desk', async () => {
    const { app, user, victimTokens } = world
    const headers = { authorization: `Bearer ${victimTokens.access_token}` }
    expect(refusalOf(await user.sdk.openTicket(ticketBody(), headers))).toBe('401 invalid-token')
    const answer = await callTool(app, user.token, 'list_servers')
    expect(answer).toMatchObject({ status: 401, code: 'invalid-token' })
  })

  it('opens no procedure', async () => {
    const { staff, victimTokens } = world
    const script = Object.assign(new Visitor(world.app), { token: victimTokens.access_token })
    const answer = await script.problemOf('query', 'agent.listOwn', { org: staff.org })
    expect(answer).toMatchObject({ status: 401, code: 'invalid-token' })
  })

  describe('401 invalid-token: an access token', () => {
    type Forgery = [what: string, claims: (world: World) => object, header?: object]
    const other = () => decodeJwt(world.attackerTokens.access_token)
    const forgeries: Forgery[] = [
      ['of an id token’s type', () => ({}), { typ: 'JWT' }],
      ['for another audience', () => ({ aud: 'http://localhost:3000' })],
      ['for an MCP server', () => ({ aud: 'https://mcp.example.com/mcp' })],
      ['of another issuer', ({ user }) => ({ iss: user.user.origin })],
      ['that has expired', () => ({ exp: Math.floor(Date.now() / 1000) - 60 })],
      ['of another organization', () => ({ org: other().org })],
      ['of another agent', () => ({ sid: other().sid })],
      ['of another person', () => ({ sub: other().sub })],
      ['of no agent', () => ({ sid: randomUUID() })],
      ['without an organization', () => ({ org: undefined })],
      ['of an organization that is no text', () => ({ org: { $ne: null } })],
      ['of an agent that is no text', () => ({ sid: [1] })],
    ]
    const sign = async (claims: object, header: object = {}, key?: CryptoKey) => {
      const { orm, config, victimTokens } = world
      const ctx = {
        em: orm.em.fork(),
        now: () => new Date(),
        settings: config,
      }
      const [own] = await readSigningKeys(staffStore(ctx))
      return new SignJWT({ ...decodeJwt(victimTokens.access_token), ...claims })
        .setProtectedHeader({ ...decodeProtectedHeader(victimTokens.access_token), alg: 'ES256', ...header })
        .sign(key ?? (await importJWK(own!, 'ES256')))
    }
    const call = (token: string) => callTool(world.app, token, 'list_servers')

    it.each(forgeries)('%s', async (_what, claims, header) => {
      expect(await call(await sign({}))).toMatchObject({ status: 200 })
      const answer = await call(await sign(claims(world), header))
      expect(answer).toMatchObject({ status: 401, code: 'invalid-token' })
    })

    it('without a signature, of another key, of the users’ key, an id token', async () => {
      const [header, payload] = world.victimTokens.access_token.split('.')
      const none = Buffer.from(JSON.stringify({ alg: 'none', typ: 'at+jwt' })).toString('base64url')
      const { privateKey } = await generateKeyPair('ES256')
      const userKey = (await importJWK((await world.user.keys())[0]!, 'ES256')) as CryptoKey
      const { id_token: idToken } = (await new AgentVisitor(world.app, world.staff).connect(undefined, {
        scope: 'openid',
      })) as Tokens & { id_token: string }
      expect(decodeJwt(idToken)).toMatchObject({ iss: ORIGIN })
      const tokens = [
        `${none}.${payload}.`,
        `${none}.${payload}.x`,
        `${header}.${payload}.${'A'.repeat(86)}`,
        await sign({}, {}, privateKey),
        await sign({}, {}, userKey),
        idToken,
      ]
      for (const token of tokens)
        expect(await call(token), token).toMatchObject({ status: 401, code: 'invalid-token' })
    })
  })

  it('leaves the victim’s agent, code and request as they were', async () => {
    const { victim, victimTokens, code, page } = world
    expect((await victim.refresh(victimTokens.refresh_token)).statusCode).toBe(200)
    expect((await victim.redeem(code)).statusCode).toBe(200)
    expect((await victim.step(page)).json()).toMatchObject({ account: { email: world.staff.email } })
  })
})
