import { randomUUID } from 'node:crypto'
import type { LightMyRequestResponse } from 'fastify'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { OauthClient } from '../domain/authorization/oauth-client.entity.ts'
import { McpServer } from '../domain/mcp-server/mcp-server.entity.ts'
import { deleteExpiredOauth } from '../domain/authorization/oauth-clean-up.repository.ts'
import { databases } from '../test/databases.ts'
import { createServer, signUpStaff, type Staff } from '../test/factories.ts'
import { startTestApp, type TestApp } from '../test/harness.ts'
import { OauthVisitor, REDIRECT_URI } from '../test/oauth-flow.ts'

const HOUR_MS = 3_600_000
const REGISTRATIONS_PER_HOUR = 50
const MAX_UNUSED = 10_000

describe.each(databases)('abuse of client registration on $name', ({ url }) => {
  let desk: TestApp
  let staff: Staff
  let host: string
  const newHost = async () => {
    const oauth = { authMode: 'oauth', resourceUrl: 'https://mcp.example.com/mcp' } as const
    return (await createServer(staff, oauth)).host
  }
  beforeAll(async () => {
    const quotas = { ipPerMinute: 1e6, serverPerMinute: 1e6, emailPer10Minutes: 1e6, tokenPerMinute: 1e6 }
    desk = await startTestApp(url, {
      quotas: { ...quotas, registrationsPerHour: REGISTRATIONS_PER_HOUR, signUpsPerHour: 20 },
    })
    staff = await signUpStaff(desk.app)
    host = await newHost()
  })
  afterEach(() => void vi.useRealTimers())
  afterAll(() => desk.close())

  let address = 0
  /** From a network of its own, unless one is named. */
  const post = (payload: string, headers = {}, remoteAddress = `10.1.${address++}.1`, at = host) =>
    desk.app.inject({
      method: 'POST',
      url: '/oauth/register',
      remoteAddress,
      headers: { host: at, 'content-type': 'application/json', ...headers },
      payload,
    })
  const register = (metadata: object, remoteAddress?: string, at?: string) =>
    post(JSON.stringify({ redirect_uris: [REDIRECT_URI], ...metadata }), {}, remoteAddress, at)
  const errorOf = (response: LightMyRequestResponse) =>
    `${response.statusCode} ${response.json<{ error?: string }>().error}`

  const REFUSED = [
    ['a script', 'javascript:alert(1)'],
    ['a script in other case', 'JavaScript:alert(1)'],
    ['a script with a space before', ' javascript:alert(1)'],
    ['a script with a line break inside', 'java\nscript:alert(1)'],
    ['a Visual Basic script', 'vbscript:msgbox(1)'],
    ['a document', 'data:text/html,<script>alert(1)</script>'],
    ['a file', 'file:///etc/passwd'],
    ['a blob', 'blob:https://claude.example/1'],
    ['a blank page', 'about:blank'],
    ['a fragment', 'https://claude.example/callback#fragment'],
    ['an empty fragment', 'https://claude.example/callback#'],
    ['http to another machine', 'http://claude.example/callback'],
    ['http to a private address', 'http://10.0.0.1/callback'],
    ['http to a name like localhost', 'http://localhost.evil.example/callback'],
    ['http to a name under localhost', 'http://claude.localhost/callback'],
    ['http to another loopback address', 'http://127.0.0.2/callback'],
    ['userinfo', 'https://claude.ai@evil.example/callback'],
    ['no address at all', 'callback'],
    ['an empty address', ''],
  ] as const

  it.each(REFUSED.flatMap(([what, uri]) => (['native', 'web'] as const).map((type) => [what, type, uri])))(
    '400 invalid_redirect_uri: %s, of a client that calls itself %s',
    async (_what, type, uri) => {
      const response = await register({ application_type: type, redirect_uris: [REDIRECT_URI, uri] })
      expect(errorOf(response)).toBe('400 invalid_redirect_uri')
      expect(response.headers['cache-control']).toBe('no-store')
    },
  )

  it.each([
    [{ redirect_uris: undefined }],
    [{ redirect_uris: [] }],
    [{ redirect_uris: REDIRECT_URI }],
    [{ redirect_uris: [42] }],
    [{ redirect_uris: [null] }],
    [{ redirect_uris: [{}] }],
    [{ redirect_uris: Array.from({ length: 21 }, (_, index) => `https://claude.example/${index}`) }],
  ])('400 invalid_redirect_uri: %j', async (metadata) => {
    expect(errorOf(await register(metadata))).toMatch(/^400 invalid_(redirect_uri|client_metadata)$/)
  })

  it.each([
    ['a key of its own', { token_endpoint_auth_method: 'private_key_jwt', jwks_uri: 'https://127.0.0.1/x' }],
    ['an unknown method', { token_endpoint_auth_method: 'trust_me' }],
    ['a name that is no text', { client_name: { a: 1 } }],
    ['20 KB of metadata', { client_name: 'x'.repeat(20_000) }],
  ])('400 invalid_client_metadata: %s', async (_what, metadata) => {
    expect(errorOf(await register(metadata))).toBe('400 invalid_client_metadata')
  })

  it.each([
    ['no JSON', '{', {}],
    ['a list', '[]', {}],
    ['a text', '"text"', {}],
    ['null', 'null', {}],
    ['nothing', '', {}],
    ['a form', `redirect_uris=${REDIRECT_URI}`, { 'content-type': 'application/x-www-form-urlencoded' }],
    [
      'JSON that says it is text',
      JSON.stringify({ redirect_uris: [REDIRECT_URI] }),
      { 'content-type': 'text/plain' },
    ],
    ['60 KB', JSON.stringify({ redirect_uris: [REDIRECT_URI], x: 'x'.repeat(60_000) }), {}],
  ])('400 invalid_request: %s', async (_what, payload, headers) => {
    expect(errorOf(await post(payload, headers))).toBe('400 invalid_request')
  })

  it('chooses identifier and secret itself, whatever a client brings along', async () => {
    const wish = {
      client_id: 'admin',
      client_secret: 'chosen',
      token_endpoint_auth_method: 'client_secret_basic',
    }
    const client = (await register(wish)).json<Record<string, unknown>>()
    expect(client).toMatchObject({ client_id: expect.stringMatching(/^[0-9a-f-]{36}$/) })
    expect(client.client_secret).toEqual(expect.stringMatching(/^[\w-]{43,}$/))
    const open = (await register({ client_secret: 'chosen' })).json<object>()
    expect(open).toMatchObject({ token_endpoint_auth_method: 'none' })
    expect(open).not.toHaveProperty('client_secret')
  })

  it('is open to scripts of any origin, which send no cookies (CORS)', async () => {
    const headers = { host, origin: 'https://inspector.example', 'access-control-request-method': 'POST' }
    const preflight = await desk.app.inject({ method: 'OPTIONS', url: '/oauth/register', headers })
    expect(preflight.statusCode).toBe(204)
    expect(preflight.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': expect.stringContaining('POST'),
      'access-control-allow-headers': expect.stringContaining('content-type'),
    })
    for (const { headers: answered } of [
      preflight,
      await register({}),
      await register({ redirect_uris: [] }),
    ]) {
      expect(answered['access-control-allow-origin']).toBe('*')
      expect(answered).not.toHaveProperty('access-control-allow-credentials')
    }
  })

  it('429: more from one network in an hour than it may, at this server; the neighbours are not held up', async () => {
    const [network, neighbour] = ['10.2.0.1', '10.2.1.1']
    for (let count = 0; count < REGISTRATIONS_PER_HOUR; count++) {
      expect((await register({ redirect_uris: [] }, network)).statusCode).toBe(400)
    }
    const refused = await register({}, network)
    expect(refused.statusCode).toBe(429)
    expect(refused.json()).toMatchObject({ code: 'quota-exceeded' })
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(3_000)
    expect(refused.headers['access-control-allow-origin']).toBe('*')
    expect((await register({}, neighbour)).statusCode).toBe(201)
    expect((await register({}, network, await newHost())).statusCode).toBe(201)
  })

  it(`201: ${MAX_UNUSED} clients have nobody’s consent, of which the oldest make room; those in use stay`, async () => {
    const full = await newHost()
    const oldest = new OauthVisitor(desk.app, full)
    await oldest.register()
    const ana = new OauthVisitor(desk.app, full)
    await ana.signIn()
    const used = ana.clientId
    await fill(desk, full, MAX_UNUSED - 1)
    const slug = full.split('.')[0]!
    const unused = async () => {
      const em = desk.orm.em.fork()
      const { id, organizationId } = await em.findOneOrFail(McpServer, { slug }, { filters: false })
      const where = { organizationId, mcpServerId: id, lastUsedAt: null }
      return em.count(OauthClient, where, { filters: false })
    }
    expect(await unused()).toBe(MAX_UNUSED)
    const atOnce = await Promise.all(Array.from({ length: 8 }, () => register({}, undefined, full)))
    expect(atOnce.map(({ statusCode }) => statusCode)).toEqual(Array(8).fill(201))
    expect(await unused()).toBe(MAX_UNUSED)
    expect(errorOf(await oldest.refresh('x'))).toBe('401 invalid_client')
    const newest = Object.assign(new OauthVisitor(desk.app, full), {
      clientId: atOnce[0]!.json<{ client_id: string }>().client_id,
    })
    expect((await newest.open()).pathname).toMatch(/^\/sign-in\//)
    ana.clientId = used
    expect((await ana.authorize()).searchParams.get('code')).toBeTruthy()
  })

  it('deletes a client that got nobody’s consent within a day, and keeps the others', async () => {
    const used = new OauthVisitor(desk.app, host)
    const { refresh_token: token } = await used.signIn()
    const unused = new OauthVisitor(desk.app, host)
    await unused.register()
    const page = await unused.open()

    await deleteExpiredOauth(desk.orm.em.fork(), new Date(Date.now() + 23 * HOUR_MS))
    expect((await unused.open()).pathname).toMatch(/^\/sign-in\//)
    await deleteExpiredOauth(desk.orm.em.fork(), new Date(Date.now() + 25 * HOUR_MS))
    const refused = await unused.browser.get(unused.authorizationUrl())
    expect([refused.statusCode, refused.json<{ error: string }>().error]).toEqual([400, 'invalid_client'])
    expect(errorOf(await unused.refresh('x'))).toBe('401 invalid_client')
    expect((await unused.step(page)).json()).toMatchObject({ code: 'sign-in-expired' })
    expect((await used.refresh(token)).statusCode).toBe(200)
  })
})

/** Rows as registrations leave them. */
async function fill({ orm }: TestApp, host: string, count: number): Promise<void> {
  const slug = host.split('.')[0]!
  const { id, organizationId } = await orm.em.fork().findOneOrFail(McpServer, { slug }, { filters: false })
  for (let left = count; left > 0; left -= 1_000) {
    const rows = Array.from({ length: Math.min(left, 1_000) }, () => [
      randomUUID(),
      organizationId,
      id,
      'sealed',
      new Date(),
    ])
    await orm.em.execute(
      `insert into oauth_client (id, organization_id, mcp_server_id, sealed_metadata, created_at)
       values ${rows.map(() => '(?, ?, ?, ?, ?)').join(', ')}`,
      rows.flat(),
    )
  }
}
