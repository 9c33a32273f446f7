import type { ConnectedAgentDto, ConnectRequestDto } from '#shared/agent.ts'
import { randomUUID } from 'node:crypto'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AgentVisitor } from '../test/agent-visitor.ts'
import { callTool, sendMessage } from '../test/call-tool.ts'
import { databases } from '../test/databases.ts'
import { signUpStaff, type Staff } from '../test/factories.ts'
import { startTestApp, type TestApp } from '../test/harness.ts'
import { organizationIdOf } from '../test/organization-id.ts'
import { REDIRECT_URI, type Tokens } from '../test/oauth-flow.ts'

const ORIGIN = 'http://localhost:3000'
const METADATA = `${ORIGIN}/.well-known/oauth-protected-resource/mcp`

describe.each(databases)('R2.6 agents of staff sign in on $name', ({ url }) => {
  let desk: TestApp
  let staff: Staff
  const visitor = (who = staff) => new AgentVisitor(desk.app, who)
  beforeAll(async () => {
    desk = await startTestApp(url)
    staff = await signUpStaff(desk.app)
  })
  afterAll(() => desk.close())

  it('leads a client without a token to its metadata, and from there to a call of a tool', async () => {
    const refused = await sendMessage(desk.app, undefined, {})
    expect(refused.statusCode).toBe(401)
    expect(refused.headers['www-authenticate']).toBe(
      `Bearer resource_metadata="${METADATA}", scope="tickets:read servers:read"`,
    )
    for (const path of ['/mcp', '']) {
      const found = await desk.app.inject({
        url: `/.well-known/oauth-protected-resource${path}`,
        headers: { host: 'localhost:3000' },
      })
      expect(found.json()).toMatchObject({ resource: `${ORIGIN}/mcp`, authorization_servers: [ORIGIN] })
    }
    const client = visitor()
    const tokens = await client.connect()
    expect(tokens).toMatchObject({
      token_type: 'Bearer',
      expires_in: 600,
      scope: 'tickets:read tickets:write servers:read',
    })
    expect(decodeProtectedHeader(tokens.access_token)).toMatchObject({ alg: 'ES256', typ: 'at+jwt' })
    expect(decodeJwt(tokens.access_token)).toMatchObject({
      iss: ORIGIN,
      aud: `${ORIGIN}/mcp`,
      client_id: client.clientId,
      org: expect.stringMatching(/^[0-9a-f-]{36}$/),
      sid: expect.stringMatching(/^[0-9a-f-]{36}$/),
    })
    expect(await callTool(desk.app, tokens.access_token, 'list_servers')).toMatchObject({ status: 200 })
  })

  it('lets a client in a browser read where its user signs in (CORS)', async () => {
    const headers = {
      host: 'localhost:3000',
      origin: 'https://inspector.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type,mcp-protocol-version',
    }
    for (const url of ['/mcp', '/.well-known/oauth-protected-resource/mcp']) {
      const preflight = await desk.app.inject({ method: 'OPTIONS', url, headers })
      expect([preflight.statusCode, preflight.headers['access-control-allow-origin']]).toEqual([204, '*'])
      expect(preflight.headers['access-control-allow-headers']).toContain('mcp-protocol-version')
    }
    const refused = await sendMessage(desk.app, undefined, {}, { origin: headers.origin })
    expect(refused.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-expose-headers': expect.stringContaining('www-authenticate'),
    })
  })

  it('shows who asks for what, and what the member can allow', async () => {
    const client = visitor()
    await client.register()
    const page = await client.open({ scope: 'tickets:write openid nonsense' })
    expect(page.pathname).toMatch(/^\/connect\/[\w-]+$/)
    expect((await client.step(page)).json<ConnectRequestDto>()).toEqual({
      client: { name: 'Test client' },
      redirect: { target: '127.0.0.1:8123', kind: 'loopback' },
      scopesAsked: ['tickets:write'],
      account: { name: 'Ada Lovelace', email: staff.email },
      organizations: [
        {
          slug: staff.org,
          name: 'Acme',
          role: 'owner',
          scopes: ['tickets:read', 'tickets:write', 'servers:read'],
        },
      ],
    })
  })

  it.each([undefined, 'tickets:read tickets:write servers:read offline_access'])(
    'gives what the member chose to a client that asks for the scope %s',
    async (scope) => {
      const client = visitor()
      const tokens = await client.connect(['servers:read'], scope ? { scope } : {})
      expect(tokens.scope).toBe('servers:read')
      const next = (await client.refresh(tokens.refresh_token)).json<Tokens>()
      expect(next.scope).toBe('servers:read')
      expect(decodeJwt(next.access_token).scope).toBe('servers:read')
      expect(next.refresh_token).not.toBe(tokens.refresh_token)
    },
  )

  it('asks for more by a challenge when a tool needs another scope', async () => {
    const { access_token: token } = await visitor().connect(['servers:read'])
    const params = { name: 'search_tickets', arguments: {} }
    const answer = await sendMessage(desk.app, token, { jsonrpc: '2.0', id: 1, method: 'tools/call', params })
    expect(answer.statusCode).toBe(403)
    expect(answer.json()).toMatchObject({ code: 'insufficient-scope' })
    expect(answer.headers['www-authenticate']).toBe(
      `Bearer error="insufficient_scope", resource_metadata="${METADATA}", scope="servers:read tickets:read"`,
    )
  })

  it('lists the agent, and revoking it ends its tokens at once', async () => {
    const client = visitor()
    const tokens = await client.connect()
    const { sid } = decodeJwt<{ sid: string }>(tokens.access_token)
    const listed = await staff.visitor.query<ConnectedAgentDto[]>('agent.listOwn', { org: staff.org })
    expect(listed.find(({ id }) => id === sid)).toMatchObject({
      clientName: 'Test client',
      clientDomain: null,
      redirectHost: '127.0.0.1:8123',
      scopes: ['tickets:read', 'tickets:write', 'servers:read'],
      account: { name: 'Ada Lovelace' },
      lastUsedAt: expect.any(String),
    })
    await staff.visitor.mutate('agent.revoke', { org: staff.org, agentId: sid })
    const refused = await callTool(desk.app, tokens.access_token, 'list_servers')
    expect(refused).toMatchObject({ status: 401, code: 'invalid-token' })
    expect((await client.refresh(tokens.refresh_token)).json()).toMatchObject({ error: 'invalid_grant' })
    expect((await client.connect()).scope).toBeTruthy()
  })

  it.each([
    { prompt: 'consent' },
    { prompt: 'login' },
    { prompt: 'login consent', scope: 'openid offline_access' },
    { max_age: '0', scope: 'openid' },
    { login_hint: 'bob@example.com' },
  ])(
    'asks once, however a client wants its user to be asked: %j',
    async (parameters: Record<string, string | undefined>) => {
      expect((await visitor().connect(undefined, parameters)).scope).toBe(
        'tickets:read tickets:write servers:read',
      )
    },
  )

  it('409: more agents than one person may have in one organization', async () => {
    const who = await signUpStaff(desk.app)
    const { access_token: token } = await visitor(who).connect()
    const { sid } = decodeJwt<{ sid: string }>(token)
    const organizationId = await organizationIdOf(desk, who.org)
    const columns = `organization_id, account_id, membership_id, client_id, client_name, redirect_host, scopes,
      created_at, expires_at, last_used_at`
    for (let count = 1; count < 50; count++)
      await desk.orm.em.execute(
        `insert into connected_agent (id, ${columns}) select ?, ${columns} from connected_agent
         where organization_id = ? and id = ?`,
        [randomUUID(), organizationId, sid],
      )
    await expect(visitor(who).connect()).rejects.toThrow('409')
    await who.visitor.mutate('agent.revoke', { org: who.org, agentId: sid })
    expect((await visitor(who).connect()).scope).toBeTruthy()
  })

  it('tells the client when the member declines', async () => {
    const client = visitor()
    await client.register()
    const callback = await client.act(await client.open(), 'decline')
    expect(`${callback.origin}${callback.pathname}`).toBe(REDIRECT_URI)
    expect(callback.searchParams.get('error')).toBe('access_denied')
  })
})
