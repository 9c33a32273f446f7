import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { callProcedure } from './test/call-procedure.ts'
import { databases } from './test/databases.ts'
import { createServer, type TestServer } from './test/factories.ts'
import { procedures } from './test/isolation-cases.ts'
import { targetOf } from './test/isolation-targets.ts'
import { createWorld, type World } from './test/isolation-world.ts'
import { ODD_TEXTS, ODD_VALUES, withEachValue, withSpaceAfterEach } from './test/odd-values.ts'
import { OauthVisitor, REDIRECT_URI } from './test/oauth-flow.ts'
import { listen } from './test/raw-http.ts'
import { type HttpAnswer, sendHttp } from './test/send-http.ts'
import { OAUTH } from './test/signed-in.ts'

const WORDS = { title: 't', description: 'd', category: 'Other', email: 'ada@example.com' }
const RESOURCE = 'https://mcp.example.com/mcp'
const CURSOR = Buffer.from(`o${Date.now()}.${randomUUID()}`).toString('base64url')

/** Values beside those in the isolation cases, so that each field of each input is there. */
const MORE: Record<string, object> = {
  'account.signUp': { email: 'ada@example.com', password: 'x', name: 'Ada', organizationName: 'Acme' },
  'account.signIn': { email: 'ada@example.com', password: 'x' },
  'invitation.read': { secret: 'x' },
  'invitation.signUp': { secret: 'x', email: 'ada@example.com', password: 'x', name: 'Ada' },
  'accessToken.create': { name: 't', scopes: ['tickets:read'], expiresInDays: 7 },
  'organization.auditLog': { cursor: CURSOR },
  'endUser.list': { search: 'ana', cursor: CURSOR },
  'supportTicket.list': {
    filters: { status: 'open', category: 'Other', server: 'x', user: randomUUID() },
    cursor: CURSOR,
  },
  'supportTicket.open': { words: WORDS },
  'supportTicket.watch': { lastEventId: 'x' },
}

describe.each(databases)('odd input is refused or found nowhere, and never a fault, on $name', ({ url }) => {
  let world: World
  let port: number
  let oauth: TestServer
  let clientId: string

  beforeAll(async () => {
    world = await createWorld(url)
    port = await listen(world.app)
    oauth = await createServer(world.victim.owner, OAUTH)
    const user = new OauthVisitor(world.app, oauth.host)
    await user.register()
    clientId = user.clientId!
  })
  afterAll(() => world.close())

  const call = (path: string, input: unknown) => {
    const isStream = procedures[path]!.kind === 'subscription'
    return callProcedure(
      port,
      world.victim.owner.visitor.cookie!,
      path,
      input,
      isStream ? { readFor: 50 } : {},
    )
  }

  const inputOf = (path: string): object => {
    const each = procedures[path]!
    const ids = 'input' in each ? each.input(targetOf(world.victim)) : {}
    // Whatever became of the settings of the other server, this one has its categories.
    const server = path === 'supportTicket.open' && { server: oauth.slug }
    return { ...('needs' in each && { org: world.victim.owner.org }), ...ids, ...MORE[path], ...server }
  }

  /** Sends each input, one after the other. @returns those that were answered with a fault */
  const faultsOf = async <T>(
    inputs: readonly T[],
    send: (input: T) => Promise<HttpAnswer>,
  ): Promise<string[]> => {
    const faults: string[] = []
    for (const input of inputs) {
      const { status, body } = await send(input)
      if (status >= 500 || body.includes('internal-error')) faults.push(`${status} ${JSON.stringify(input)}`)
    }
    return faults
  }
  const oddInputs = (input: object) => ODD_VALUES.flatMap((odd) => [odd, ...withEachValue(input, odd)])
  const oddTexts = (input: object) =>
    [...withSpaceAfterEach(input), ...ODD_TEXTS.flatMap((odd) => withEachValue(input, odd))] as Record<
      string,
      string
    >[]

  it.each(Object.keys(procedures))(
    '%s finds nothing by a name or an id with a space after it',
    async (path) => {
      const each = procedures[path]!
      const ids = 'input' in each ? each.input(targetOf(world.victim)) : {}
      const known = new Set<unknown>(Object.values(targetOf(world.victim)))
      const names = Object.entries({ ...ids, ...('needs' in each && { org: world.victim.owner.org }) })
        // A reference is read as people write it.
        .filter(([name, value]) => name === 'org' || (name !== 'reference' && known.has(value)))
      const found: string[] = []
      for (const [name, value] of names) {
        const { status, body } = await call(path, { ...inputOf(path), [name]: `${value} ` })
        const isRefused = status >= 400 || body.includes('-not-found')
        if (!isRefused) found.push(`${name}: ${status} ${body}`)
      }
      expect(found).toEqual([])
    },
  )

  const paths = Object.keys(procedures).filter((path) => path !== 'account.signOut')
  it.each(paths)('%s', async (path) => {
    const inputs = [...withSpaceAfterEach(inputOf(path)), ...oddInputs(inputOf(path))]
    expect(await faultsOf(inputs, (input) => call(path, input))).toEqual([])
    const stillSignedIn = await call('organization.get', { org: world.victim.owner.org })
    expect(stillSignedIn.status).toBe(200)
  })

  it('a request of the SDK', async () => {
    const { host, key } = world.attacker.server
    const path = '/api/mcpserver/support'
    const headers = {
      host,
      'x-mcp-obs-key': key,
      'idempotency-key': randomUUID(),
      'x-mcp-obs-receipt': `mor_${'a'.repeat(26)}`,
      'content-type': 'application/json',
    }
    const post = (body: unknown) =>
      sendHttp(port, { method: 'POST', path, headers, body: JSON.stringify(body) })
    expect(await faultsOf(oddInputs({ ...WORDS, context: { incident: { tool: 'x' } } }), post)).toEqual([])

    const ask = (reference: string, sent: Record<string, string> = headers) =>
      sendHttp(port, { method: 'GET', path: `${path}/${encodeText(reference)}`, headers: sent })
    expect(await faultsOf(ODD_TEXTS, (odd) => ask(odd))).toEqual([])

    const oddHeaders = oddTexts({ ...headers, authorization: 'Bearer x' })
      .map((each) => mapValues(each, headerText))
      .filter((each) => each.host === host)
    expect(await faultsOf(oddHeaders, (odd) => ask('TK-0000-0000', odd))).toEqual([])
    const open = (odd: Record<string, string>) =>
      sendHttp(port, { method: 'POST', path, headers: odd, body: JSON.stringify(WORDS) })
    expect(await faultsOf(oddHeaders, open)).toEqual([])
  })

  const sendOauth = (method: string, path: string, type?: string, body?: string) =>
    sendHttp(port, {
      method,
      path,
      headers: { host: oauth.host, origin: `http://${oauth.host}`, ...(type && { 'content-type': type }) },
      body,
    })

  it('an authorization request of an MCP client', async () => {
    const authorization = {
      client_id: clientId,
      redirect_uri: REDIRECT_URI,
      response_type: 'code',
      code_challenge: 'x'.repeat(43),
      code_challenge_method: 'S256',
      state: 'x',
      scope: 'mcp',
      resource: RESOURCE,
      prompt: 'consent',
      nonce: 'x',
      login_hint: 'ada@example.com',
      response_mode: 'query',
      request_uri: 'https://example.com/x',
      request: 'x',
      claims: '{}',
      id_token_hint: 'x',
    }
    const authorize = (odd: Record<string, string>) => sendOauth('GET', `/oauth/authorize?${formText(odd)}`)
    const { request_uri: _uri, request: _request, ...plain } = authorization
    expect((await authorize(plain)).status).toBe(303)
    expect((await authorize({ ...plain, client_id: `${clientId} ` })).status).toBe(400)
    expect(await faultsOf([...oddTexts(plain), ...oddTexts(authorization)], authorize)).toEqual([])
  })

  it('a form that an MCP client sends for its tokens', async () => {
    const postForm = (path: string) => (odd: Record<string, string>) =>
      sendOauth('POST', path, 'application/x-www-form-urlencoded', formText(odd))
    const client = { client_id: clientId, resource: RESOURCE, scope: 'mcp' }
    const code = { code: 'x', code_verifier: 'x'.repeat(43), redirect_uri: REDIRECT_URI }
    for (const form of [
      { grant_type: 'authorization_code', ...client, ...code },
      { grant_type: 'refresh_token', ...client, refresh_token: 'x' },
    ]) {
      expect(await faultsOf(oddTexts(form), postForm('/oauth/token'))).toEqual([])
    }
    const token = { ...client, token: 'x', token_type_hint: 'refresh_token' }
    expect(await faultsOf(oddTexts(token), postForm('/oauth/revocation'))).toEqual([])
    expect(await faultsOf(oddTexts(token), postForm('/oauth/introspection'))).toEqual([])
  })

  it('a registration of an MCP client', async () => {
    const metadata = {
      client_name: 'x',
      redirect_uris: [REDIRECT_URI],
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code'],
      response_types: ['code'],
      application_type: 'native',
      scope: 'mcp',
      client_uri: 'https://example.com',
      logo_uri: 'https://example.com/logo.png',
      contacts: ['ada@example.com'],
      software_id: 'x',
      software_version: 'x',
      tos_uri: 'https://example.com',
      policy_uri: 'https://example.com',
      jwks_uri: 'https://example.com',
    }
    const oddLists = ODD_VALUES.map((odd) => ({ ...metadata, redirect_uris: [odd], contacts: [odd] }))
    const register = (odd: unknown) =>
      sendOauth('POST', '/oauth/register', 'application/json', JSON.stringify(odd))
    expect(await faultsOf([...oddInputs(metadata), ...oddLists], register)).toEqual([])
    const read = (odd: string) => sendOauth('GET', `/oauth/register/${encodeText(odd)}`)
    expect(await faultsOf([`${clientId} `, ...ODD_TEXTS], read)).toEqual([])
  })

  it('a page of a sign-in', async () => {
    const user = new OauthVisitor(world.app, oauth.host)
    await user.register()
    const page = await user.open()
    const cookie = user.browser.cookieFor(page)
    const send = (method: string, path: string, body?: unknown, sent = cookie) =>
      sendHttp(port, {
        method,
        path,
        headers: {
          host: oauth.host,
          origin: `http://${oauth.host}`,
          cookie: sent,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        body: body === undefined ? undefined : JSON.stringify(body),
      })
    const credentials = { email: 'ada@example.com', password: 'x' }
    for (const [action, input] of [
      ['sign-in', credentials],
      ['sign-up', { ...credentials, name: 'Ada' }],
      ['change-password', { ...credentials, currentPassword: 'x' }],
      ['consent', { x: 'x' }],
    ] as const) {
      const post = (odd: unknown) => send('POST', `${page.pathname}/api/${action}`, odd)
      expect(await faultsOf(oddInputs(input), post), action).toEqual([])
    }
    const open = (odd: string) => send('GET', `/sign-in/${encodeText(odd)}/api`)
    expect(await faultsOf(ODD_TEXTS, open)).toEqual([])
    const bring = (odd: string) =>
      send('GET', `${page.pathname}/api`, undefined, headerText(`${cookie.split('=')[0]}=${odd}`))
    expect(await faultsOf(ODD_TEXTS, bring)).toEqual([])
  })
})

/** Lone surrogates have no encoding in an address: they travel as the bytes they would have. */
const encodeText = (text: string): string => encodeURIComponent(text.toWellFormed()).slice(0, 12_000)

const formText = (fields: Record<string, string>): string =>
  Object.entries(fields)
    .map(([name, value]) => `${name}=${encodeText(value)}`)
    .join('&')

/** A header carries bytes: UTF-8 goes as such, without what ends the line, and no longer than Node's limit. */
const headerText = (text: string): string =>
  Buffer.from(text)
    .toString('latin1')
    .replace(/[\0\r\n]/g, '')
    .slice(0, 8_000)

const mapValues = (object: Record<string, string>, change: (value: string) => string) =>
  Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]))
