import { decodeJwt } from 'jose'
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { OauthClient, type Tokens } from '#testkit/end-user/oauth-client.ts'
import type { HttpResponse, Send } from '#testkit/http/send.ts'
import { buildApp } from '../app.ts'
import { forkForTenant } from '../db/tenant.ts'
import { artifactHash } from '../domain/authorization/artifact-hash.ts'
import { OauthArtifact } from '../domain/authorization/oauth-artifact.entity.ts'
import { Vault } from '../domain/authorization/vault.ts'
import { McpServerSession } from '../domain/end-user/mcp-server-session.entity.ts'
import { McpServer } from '../domain/mcp-server/mcp-server.entity.ts'
import { databases } from '../test/databases.ts'
import { createServer, signUpStaff, type TestServer } from '../test/factories.ts'
import { startTestApp, type TestApp } from '../test/harness.ts'
import { sendTo, visitOverSocket } from '../test/oauth-over-socket.ts'
import { ALL_TENANTS } from '../db/all-tenants.ts'
import { OAUTH } from '../test/signed-in.ts'

const HOUR = 3_600
const HOME = '127.0.0.1'
const ELSEWHERE = '127.0.0.2'

describe.each(databases)('two windows of one client on $name', ({ url }) => {
  let desk: TestApp
  let server: TestServer
  let host: string
  let sendFrom: (address?: string) => Send
  beforeAll(async () => {
    desk = await startTestApp(url)
    server = await createServer(await signUpStaff(desk.app), OAUTH)
    host = server.host
    sendFrom = await sendTo(desk.app)
  })
  afterEach(() => void vi.useRealTimers())
  afterAll(() => desk.close())

  const pass = (seconds: number) =>
    void vi.useFakeTimers({ toFake: ['Date'] }).setSystemTime(Date.now() + seconds * 1000)
  const errorOf = (answer: HttpResponse) => `${answer.statusCode} ${answer.json<{ error?: string }>().error}`
  const signIn = async () => {
    const ana = visitOverSocket(sendFrom, host, HOME)
    return { ana, tokens: await ana.signIn() }
  }
  /** Puts another spelling of the resource in what is kept of a refresh token and of its session. */
  async function respell(token: string, from: string, to: string) {
    const { slug } = server
    const { id, organizationId } = await desk.orm.em
      .fork()
      .findOneOrFail(McpServer, { slug }, { filters: false })
    const em = forkForTenant(desk.orm.em, organizationId)
    const idHash = artifactHash(id, 'RefreshToken', token)
    const row = await em.findOneOrFail(OauthArtifact, { idHash })
    const vault = new Vault(desk.config, id)
    const payload = { ...vault.open<object>(row.sealedPayload), resource: to }
    await em.nativeUpdate(OauthArtifact, { idHash }, { sealedPayload: vault.seal(payload) })
    const where = { id: row.grantId! }
    const session = await em.findOneOrFail(McpServerSession, where, { populate: ['oauthGrant'] })
    const grant = JSON.stringify(session.oauthGrant)
    expect(grant).toContain(from)
    const oauthGrant = JSON.parse(grant.replaceAll(`"${from}"`, `"${to}"`)) as typeof session.oauthGrant
    await em.nativeUpdate(McpServerSession, where, { oauthGrant })
  }
  /** The same client, with the same tokens, at another address. */
  const copyAt = (address: string, { clientId, origin }: OauthClient) =>
    Object.assign(new OauthClient(sendFrom(address), origin), { clientId })
  const tokensOf = (answer: HttpResponse) => {
    expect(answer.statusCode, answer.body).toBe(200)
    return answer.json<Tokens>()
  }

  it.each([66, 20 * 60, 8 * HOUR, 6 * 24 * HOUR])(
    'both go on, when the second refreshes %i seconds after the first, which went on meanwhile',
    async (seconds) => {
      const { ana, tokens } = await signIn()
      const first = tokensOf(await ana.refresh(tokens.refresh_token))
      const further = tokensOf(await ana.refresh(first.refresh_token))
      pass(seconds)
      const other = tokensOf(await ana.refresh(tokens.refresh_token))
      expect(decodeJwt(other.access_token).sid).toBe(decodeJwt(tokens.access_token).sid)
      pass(66)
      expect((await ana.refresh(further.refresh_token)).statusCode).toBe(200)
      expect((await ana.refresh(other.refresh_token)).statusCode).toBe(200)
    },
  )

  it.each(['the user first', 'the thief first'])(
    'invalid_grant, and all end: a copy of the token was used on another network, %s',
    async (order) => {
      const { ana, tokens } = await signIn()
      const thief = copyAt(ELSEWHERE, ana)
      const [before, after] = order === 'the user first' ? [ana, thief] : [thief, ana]
      const next = tokensOf(await before.refresh(tokens.refresh_token))
      pass(66)
      expect(errorOf(await after.refresh(tokens.refresh_token))).toBe('400 invalid_grant')
      expect(errorOf(await before.refresh(next.refresh_token))).toBe('400 invalid_grant')
    },
  )

  it('a copy is also noticed behind a proxy, from whose address all requests come', async () => {
    const proxied = await buildApp({ config: { ...desk.config, trustProxy: HOME }, orm: desk.orm })
    onTestFinished(() => proxied.close())
    const send = (await sendTo(proxied))(HOME)
    const through =
      (address = '127.1.1.1'): Send =>
      ({ headers, ...request }) =>
        send({ ...request, headers: { ...headers, 'x-forwarded-for': address } })
    const ana = visitOverSocket(through, host, '203.0.113.1')
    const tokens = await ana.signIn()
    const thief = Object.assign(new OauthClient(through('198.51.100.1'), ana.origin), {
      clientId: ana.clientId,
    })
    const next = tokensOf(await ana.refresh(tokens.refresh_token))
    pass(66)
    expect(errorOf(await thief.refresh(tokens.refresh_token))).toBe('400 invalid_grant')
    expect(errorOf(await ana.refresh(next.refresh_token))).toBe('400 invalid_grant')
  })

  it('a client that goes on on another network is no thief', async () => {
    const { ana, tokens } = await signIn()
    const travelled = copyAt(ELSEWHERE, ana)
    const next = tokensOf(await travelled.refresh(tokens.refresh_token))
    pass(66)
    expect((await travelled.refresh(next.refresh_token)).statusCode).toBe(200)
  })

  it('a client that proves who it is may come from anywhere', async () => {
    const ana = visitOverSocket(sendFrom, host, HOME)
    const method = 'client_secret_post'
    const registered = await ana.register({ token_endpoint_auth_method: method })
    const { client_secret: secret } = registered.json<{ client_secret: string }>()
    const code = (await ana.authorize()).searchParams.get('code')!
    const tokens = tokensOf(await ana.redeem(code, { client_secret: secret }))
    await ana.refresh(tokens.refresh_token, { client_secret: secret })
    pass(HOUR)
    const node = copyAt(ELSEWHERE, ana)
    expect(errorOf(await node.refresh(tokens.refresh_token))).toBe('401 invalid_client')
    tokensOf(await node.refresh(tokens.refresh_token, { client_secret: secret }))
  })

  it('the network is kept sealed', async () => {
    const { ana, tokens } = await signIn()
    await ana.refresh(tokens.refresh_token)
    const rows: { sealed_payload: string }[] = await desk.orm.em.execute(
      `select ${ALL_TENANTS} sealed_payload from oauth_artifact where consumed_at is not null`,
    )
    expect(rows.length).toBeGreaterThan(0)
    expect(JSON.stringify(rows)).not.toContain(HOME)
  })

  describe('one resource has one spelling', () => {
    const RESOURCE = 'https://mcp.example.com/mcp'
    const SPELLINGS = [
      RESOURCE,
      `${RESOURCE}/`,
      'https://mcp.example.com',
      'https://mcp.example.com/',
      'HTTPS://MCP.EXAMPLE.COM/mcp',
      'https://mcp.example.com:443/mcp',
      `${RESOURCE}?utm=1`,
      undefined,
    ]
    const resource = (spelling: string | undefined): Record<string, string> =>
      spelling === undefined ? {} : { resource: spelling }

    it.each(SPELLINGS)('at every endpoint after %s at the first', async (spelling) => {
      const ana = visitOverSocket(sendFrom, host, HOME)
      await ana.register()
      for (const other of SPELLINGS) {
        const code = (await ana.authorize(resource(spelling))).searchParams.get('code')!
        let tokens = tokensOf(await ana.redeem(code, resource(other)))
        expect(decodeJwt(tokens.access_token).aud).toBe(RESOURCE)
        tokens = tokensOf(await ana.refresh(tokens.refresh_token, resource(other)))
        expect(decodeJwt(tokens.access_token).aud).toBe(RESOURCE)
      }
    })

    it.each([
      'https://evil.example/mcp',
      'https://mcp.example.com/other',
      'https://mcp.example.com.evil.example/mcp',
      'http://mcp.example.com/mcp',
      'https://mcp.example.com:8443/mcp',
      'https://user@mcp.example.com/mcp',
      `${RESOURCE}#fragment`,
      'mcp',
    ])('invalid_target at every endpoint, and nothing ends: %s', async (foreign) => {
      const ana = visitOverSocket(sendFrom, host, HOME)
      await ana.register()
      const refused = await ana.browser.get(ana.authorizationUrl({ resource: foreign }))
      expect(String(refused.headers.location)).toContain('error=invalid_target')
      const code = (await ana.authorize()).searchParams.get('code')!
      const tokens = tokensOf(await ana.redeem(code))
      expect(errorOf(await ana.refresh(tokens.refresh_token, { resource: foreign }))).toBe(
        '400 invalid_target',
      )
      expect((await ana.refresh(tokens.refresh_token)).statusCode).toBe(200)
      const another = (await ana.authorize()).searchParams.get('code')!
      expect(errorOf(await ana.redeem(another, { resource: foreign }))).toBe('400 invalid_target')
      tokensOf(await ana.redeem(another))
    })

    it('of several values, none is foreign, and one without a value does not count', async () => {
      const ana = visitOverSocket(sendFrom, host, HOME)
      await ana.register()
      const code = (await ana.authorize()).searchParams.get('code')!
      const redeemFor = (...resources: string[]) => {
        const send = sendFrom(HOME)
        const { clientId: client_id, verifier: code_verifier, redirectUri: redirect_uri } = ana
        const form = { grant_type: 'authorization_code', client_id, code, code_verifier, redirect_uri }
        const body = new URLSearchParams(form)
        for (const each of resources) body.append('resource', each)
        const headers = { 'content-type': 'application/x-www-form-urlencoded' }
        return send({ method: 'POST', host, path: '/oauth/token', headers, body: body.toString() })
      }
      expect(errorOf(await redeemFor(RESOURCE, 'https://evil.example/mcp'))).toBe('400 invalid_target')
      tokensOf(await redeemFor('', RESOURCE, `${RESOURCE}/`))
    })

    it('also for what was kept before, in the spelling of its client', async () => {
      const { ana, tokens } = await signIn()
      await respell(tokens.refresh_token, RESOURCE, `${RESOURCE}/`)
      const next = tokensOf(await ana.refresh(tokens.refresh_token, { resource: `${RESOURCE}/` }))
      expect(decodeJwt(next.access_token)).toMatchObject({ aud: RESOURCE, scope: 'mcp' })
      tokensOf(await ana.refresh(next.refresh_token))
    })
  })
})
