import type { ConnectedAgentDto, ConnectRequestDto } from '#shared/agent.ts'
import type { SignInProgressDto } from '#shared/sign-in.ts'
import type { LightMyRequestResponse } from 'fastify'
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AgentVisitor } from '../test/agent-visitor.ts'
import { databases } from '../test/databases.ts'
import { signUpStaff, type Staff } from '../test/factories.ts'
import { startTestApp, type TestApp } from '../test/harness.ts'
import { countAll } from '../test/count-all.ts'
import { Browser, REDIRECT_URI, type Tokens } from '../test/oauth-flow.ts'

const HOST = 'localhost:3000'
const HTML = '<script>alert(1)</script>\u202e\u200b'

describe.each(databases)('abuse of the page that connects agents on $name', ({ url }) => {
  let desk: TestApp
  let ada: Staff
  let bob: Staff
  beforeAll(async () => {
    desk = await startTestApp(url)
    ada = await signUpStaff(desk.app)
    bob = await signUpStaff(desk.app, 'Other')
  })
  afterAll(() => desk.close())

  const codeOf = (response: LightMyRequestResponse) =>
    `${response.statusCode} ${response.json<{ code?: string }>().code}`
  const agents = () => countAll(desk, 'connected_agent')
  const approval = (staff = ada, scopes: unknown = ['tickets:read']) => ({ org: staff.org, scopes })

  /** @param who is signed in to the dashboard; null for nobody */
  async function asked(who: Staff | null = ada, metadata?: object) {
    const client = new AgentVisitor(desk.app, who ?? undefined)
    await client.register(metadata)
    const page = await client.open()
    const approve = (body: unknown, headers?: Record<string, string>) =>
      client.browser.post(`${page.href}/api/approve`, body as object, headers)
    return { client, page, approve }
  }
  const request = async ({ client, page }: Awaited<ReturnType<typeof asked>>) =>
    (await client.step(page)).json<ConnectRequestDto>()

  describe('403: a post that is not the page’s own', () => {
    it.each([
      ['no origin', undefined],
      ['null', 'null'],
      ['another site', 'https://evil.example'],
      ['an MCP server of the organization', 'http://shop.localhost:3000'],
      ['another port', 'http://localhost:3001'],
      ['another scheme', 'https://localhost:3000'],
      ['the origin in capitals', 'http://LOCALHOST:3000'],
      ['the origin with a path', 'http://localhost:3000/'],
    ])('from %s', async (_what, origin) => {
      const world = await asked()
      const before = await agents()
      for (const action of ['approve', 'decline']) {
        const response = await desk.app.inject({
          method: 'POST',
          url: `${world.page.pathname}/api/${action}`,
          headers: {
            host: HOST,
            cookie: world.client.browser.cookieFor(world.page),
            'content-type': 'application/json',
            ...(origin !== undefined && { origin }),
          },
          payload: JSON.stringify(approval()),
        })
        expect(codeOf(response)).toBe('403 cross-site-request')
      }
      expect(await agents()).toBe(before)
      expect((await request(world)).account).not.toBeNull()
    })
  })

  it.each(['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=x', ''])(
    '415: a post of %j, which forms of other sites can send',
    async (type) => {
      const { approve } = await asked()
      expect(codeOf(await approve(approval(), { 'content-type': type }))).toBe('415 unsupported-media-type')
    },
  )

  it('shows nothing of a session to a browser without one, and approves nothing', async () => {
    const world = await asked(null)
    expect(await request(world)).toMatchObject({ account: null, organizations: [] })
    expect(codeOf(await world.approve(approval()))).toBe('401 not-signed-in')
  })

  it('404: the request of another browser, whoever is signed in there, and a cookie that was touched', async () => {
    const [mine, theirs] = [await asked(), await asked(bob)]
    const cookie = theirs.client.browser.cookieFor(theirs.page)
    const session = mine.client.browser.cookieFor(`http://${HOST}/`)
    const uid = mine.page.pathname.split('/').at(-1)!
    const cookies = [
      undefined,
      session,
      cookie,
      `${cookie}; ${session}`,
      cookie.replace(/oauth-sign-in=[^;]+/, `oauth-sign-in=${uid}`),
    ]
    for (const each of cookies) {
      const headers: Record<string, string> = each ? { cookie: each } : {}
      const response = await new Browser(desk.app).post(`${mine.page.href}/api/approve`, approval(), headers)
      expect(codeOf(response), each).toBe('404 sign-in-expired')
    }
    expect((await mine.approve(approval())).statusCode).toBe(200)
  })

  it('acts for who is signed in to the dashboard when they approve, and for nobody who was before', async () => {
    const world = await asked()
    expect((await request(world)).account?.email).toBe(ada.email)
    world.client.browser.keep(HOST, bob.visitor.cookie!)
    expect((await request(world)).account?.email).toBe(bob.email)
    expect(codeOf(await world.approve(approval(ada)))).toBe('404 organization-not-found')
    const { redirectTo } = (await world.approve(approval(bob))).json<SignInProgressDto>()
    const callback = await world.client.browser.get(redirectTo)
    const tokens = await world.client.redeemCallback(new URL(callback.headers.location!))
    const list = await bob.visitor.query<ConnectedAgentDto[]>('agent.listOwn', { org: bob.org })
    expect(list.map(({ id }) => id)).toContain(decodeJwt<{ sid: string }>(tokens.access_token).sid)
    // The library keeps no session: another person in the same browser is not taken for the first.
    world.client.browser.keep(HOST, ada.visitor.cookie!)
    const next = { ...world, page: await world.client.open() }
    expect((await request(next)).account?.email).toBe(ada.email)
    expect((await world.client.act(next.page, 'approve', approval())).searchParams.get('code')).toBeTruthy()
  })

  it.each([
    ['no scope', []],
    ['an unknown scope', ['tickets:read', 'admin']],
    ['a scope that is no text', [1]],
    ['no list', 'tickets:read'],
    ['too many', Array(5).fill('tickets:read')],
    ['nothing', undefined],
  ])('422: %s', async (_what, scopes) => {
    const world = await asked()
    const before = await agents()
    expect(codeOf(await world.approve({ org: ada.org, scopes }))).toBe('422 validation-failed')
    expect(await agents()).toBe(before)
    expect((await world.approve(approval())).statusCode).toBe(200)
  })

  it.each([{ org: 'no-such-organization' }, { org: 'Ä' }, { org: '' }, { org: 7 }, {}])(
    'refuses the organization of %j',
    async (body) => {
      const { approve } = await asked()
      const answer = codeOf(await approve({ scopes: ['tickets:read'], ...body }))
      expect(answer).toMatch(/^(?:404 organization-not-found|422 validation-failed)$/)
    },
  )

  it('makes one agent of one request, however often it is approved, and takes no second answer', async () => {
    const { client, page, approve } = await asked()
    const before = await agents()
    const answers = await Promise.all(Array.from({ length: 4 }, () => approve(approval())))
    const [to] = new Set(answers.map((answer) => answer.json<SignInProgressDto>().redirectTo))
    expect((await approve(approval())).json()).toEqual({ redirectTo: to })
    expect(await agents()).toBe(before + 1)
    const declined = await client.browser.post(`${page.href}/api/decline`)
    expect(codeOf(declined)).toBe('404 sign-in-expired')
    const first = await client.browser.get(to!)
    expect(new URL(first.headers.location!).searchParams.get('code')).toBeTruthy()
    expect(codeOf(await approve(approval()))).toBe('404 sign-in-expired')
    expect(codeOf(await client.step(page))).toBe('404 sign-in-expired')
  })

  it('is not approved any more once it was declined', async () => {
    const { client, page, approve } = await asked()
    const { redirectTo } = (await client.browser.post(`${page.href}/api/decline`)).json<SignInProgressDto>()
    expect(codeOf(await approve(approval()))).toBe('404 sign-in-expired')
    const back = await client.browser.get(redirectTo)
    expect(new URL(back.headers.location!).searchParams.get('error')).toBe('access_denied')
  })

  it('400: a request that another browser goes on with', async () => {
    const { approve } = await asked()
    const { redirectTo } = (await approve(approval())).json<SignInProgressDto>()
    const stranger = await new Browser(desk.app).get(redirectTo)
    expect([stranger.statusCode, stranger.headers.location]).toEqual([400, undefined])
  })

  it('shows the name that a client gives itself as text, without what cannot be seen', async () => {
    const world = await asked(ada, { client_name: HTML })
    expect((await request(world)).client).toEqual({ name: '<script>alert(1)</script>' })
  })

  it('says that a client has no name whose name cannot be seen', async () => {
    const world = await asked(ada, { client_name: '\u2800 \u3164\u200b\u00a0' })
    expect((await request(world)).client).toEqual({ name: 'An app without a name' })
  })

  it('shows no letter of a name with marks that cover other lines of the page', async () => {
    const world = await asked(ada, { client_name: `Cla\u0300\u0301${'\u0317\u200b'.repeat(60)}ude नमस्ते ที่` })
    const { name } = (await request(world)).client
    expect(name).toMatch(/ude नमस्ते ที่$/u)
    expect(name).not.toMatch(/\p{M}{4}/u)
  })

  it('asks every time: prompt=none is no way around', async () => {
    const client = new AgentVisitor(desk.app, ada)
    await client.connect()
    const { headers } = await client.browser.get(client.authorizationUrl({ prompt: 'none' }))
    expect(new URL(headers.location!).searchParams.get('error')).toBe('login_required')
  })

  it('takes the scope that a client asked for from its own parameter only', async () => {
    const client = new AgentVisitor(desk.app, ada)
    await client.register()
    const page = await client.open({ scope: 'tickets:read', scope_asked: 'tickets:write' })
    expect((await client.step(page)).json<ConnectRequestDto>().scopesAsked).toEqual(['tickets:read'])
    const twice = client.authorizationUrl({ scope_asked: 'tickets:write' })
    twice.searchParams.append('scope_asked', 'servers:read')
    const { headers } = await client.browser.get(twice)
    const again = new URL(headers.location!, `http://${HOST}`)
    expect((await client.step(again)).json<ConnectRequestDto>().scopesAsked).toEqual([])
  })

  it.each([
    'http://localhost:3000/mcp',
    'http://localhost:3000/mcp/',
    'http://localhost:3000',
    'http://localhost:3000/mcp?x=1',
    undefined,
  ])('gives one audience to a client that names the resource %s', async (resource) => {
    const client = new AgentVisitor(desk.app, ada)
    client.resource = resource
    const tokens: Tokens = await client.connect()
    expect(decodeJwt(tokens.access_token).aud).toBe('http://localhost:3000/mcp')
  })

  it('invalid_target to the client: a resource that is not the desk’s', async () => {
    const client = new AgentVisitor(desk.app, ada)
    await client.register()
    for (const resource of ['http://localhost:3000/trpc', 'https://evil.example/mcp']) {
      const { headers } = await client.browser.get(client.authorizationUrl({ resource }))
      const told = new URL(headers.location!)
      expect(told.href.startsWith(REDIRECT_URI)).toBe(true)
      expect(told.searchParams.get('error')).toBe('invalid_target')
    }
  })
})
