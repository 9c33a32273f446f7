import type { LightMyRequestResponse } from 'fastify'
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../test/harness.ts'
import { issuers, type TestIssuer } from '../test/issuers.ts'
import { type OauthVisitor, REDIRECT_URI, type Tokens } from '../test/oauth-flow.ts'

const WEB = 'https://claude.example/callback'
const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'

/** What no client registered. The first part of each name says in what it differs. */
const STRANGE_REDIRECTS = {
  'another host': 'https://evil.example/callback',
  'a host that starts alike': 'https://claude.example.evil.example/callback',
  'userinfo that looks like the host': 'https://claude.example@evil.example/callback',
  userinfo: 'https://user:password@claude.example/callback',
  'another port': 'https://claude.example:8443/callback',
  'another scheme': 'http://claude.example/callback',
  'another path': 'https://claude.example/elsewhere',
  'a trailing slash': `${WEB}/`,
  'a query': `${WEB}?next=https://evil.example`,
  'an empty query': `${WEB}?`,
  'a fragment': `${WEB}#fragment`,
  'an empty fragment': `${WEB}#`,
  'the case of the path': 'https://claude.example/Callback',
  'the case of the host': 'https://CLAUDE.example/callback',
  'an encoded letter': 'https://claude.example/%63allback',
  'a path that climbs out': 'https://claude.example/callback/../evil',
  'a path that climbs back': 'https://claude.example/x/../callback',
  'an encoded climb': 'https://claude.example/callback/%2e%2e/evil',
  'a backslash': String.raw`https://claude.example\callback`,
  'a space before': ` ${WEB}`,
  'a line break': `${WEB}\r\nset-cookie: a=b`,
  'a NUL': `${WEB}\0`,
  'localhost for 127.0.0.1': 'http://localhost:8123/callback',
  '[::1] for 127.0.0.1': 'http://[::1]:8123/callback',
  'another path on loopback': 'http://127.0.0.1:8123/elsewhere',
  'a query on loopback': `${REDIRECT_URI}?x=1`,
  'userinfo on loopback': 'http://user@127.0.0.1:8123/callback',
  'a name that starts like loopback': 'http://127.0.0.1.evil.example:8123/callback',
  'a script': 'javascript:alert(document.domain)',
  'a document': 'data:text/html,<script>alert(1)</script>',
  'a file': 'file:///etc/passwd',
  'no address at all': 'callback',
  'a relative address': '//evil.example/callback',
}

describe.each(issuers)('abuse of the authorization endpoint of $issuer on $name', ({ url, open }) => {
  let desk: TestApp
  let issuer: TestIssuer
  let ana: OauthVisitor
  beforeAll(async () => {
    desk = await startTestApp(url)
    issuer = await open(desk)
    ana = issuer.visitor()
    await ana.register({ redirect_uris: [REDIRECT_URI, WEB] })
  })
  afterAll(() => desk.close())

  const ask = (parameters: Record<string, string | undefined>) =>
    ana.browser.get(ana.authorizationUrl(parameters))

  /** The error that the client is sent, once it came to the client's own address with everything that belongs to it. */
  function errorOf({ statusCode, headers }: LightMyRequestResponse) {
    expect(statusCode).toBe(303)
    const { origin, pathname, searchParams } = new URL(String(headers.location))
    expect(`${origin}${pathname}`).toBe(REDIRECT_URI)
    expect(searchParams.get('iss')).toBe(ana.origin)
    expect(searchParams.get('state')).toBe('a-state')
    expect(searchParams.has('code')).toBe(false)
    return searchParams.get('error')
  }

  /** What the user is shown when nobody can be told: an error, and no step in any direction. */
  function shownBy(response: LightMyRequestResponse) {
    expect(response.headers.location).toBeUndefined()
    expect(response.headers['set-cookie']).toBeUndefined()
    return `${response.statusCode} ${response.json<{ error: string }>().error}`
  }

  it.each(Object.entries(STRANGE_REDIRECTS))(
    '400 and never a redirect: a redirect address that differs by %s',
    async (_what, redirectUri) => {
      expect(shownBy(await ask({ redirect_uri: redirectUri }))).toBe('400 invalid_redirect_uri')
    },
  )

  it.each([undefined, ''])(
    '400: no redirect address (%j) where several are registered',
    async (redirectUri) => {
      expect(shownBy(await ask({ redirect_uri: redirectUri }))).toBe('400 invalid_request')
    },
  )

  it.each(['http://127.0.0.1:1/callback', 'http://127.0.0.1:65535/callback', 'http://127.0.0.1/callback'])(
    'lets a program on the user’s machine listen on any port (RFC 8252 §7.3): %s',
    async (redirectUri) => {
      const { statusCode, headers } = await ask({ redirect_uri: redirectUri })
      expect([statusCode, headers.location]).toEqual([303, expect.stringMatching(issuer.page)])
    },
  )

  it.each([undefined, '', 'nobody', '../oauth', '<script>', 'http://localhost/client', "' or 1=1 --"])(
    '400: a client that is not known (%j)',
    async (clientId) => {
      const error = clientId ? 'invalid_client' : 'invalid_request'
      expect(shownBy(await ask({ client_id: clientId }))).toBe(`400 ${error}`)
    },
  )

  it.each([
    ['no challenge', { code_challenge: undefined, code_challenge_method: undefined }],
    ['a method without a challenge', { code_challenge: undefined }],
    ['the plain method', { code_challenge_method: 'plain' }],
    ['the plain method, by leaving it out', { code_challenge_method: undefined }],
    ['an unknown method', { code_challenge_method: 's256' }],
    ['a short challenge', { code_challenge: CHALLENGE.slice(1) }],
    ['a long challenge', { code_challenge: CHALLENGE.repeat(4) }],
    ['a challenge with padding', { code_challenge: `${CHALLENGE}=` }],
    ['a challenge of other letters', { code_challenge: CHALLENGE.replaceAll('M', '+') }],
  ])('invalid_request to the client: %s', async (_what, parameters) => {
    expect(errorOf(await ask(parameters))).toBe('invalid_request')
  })

  it.each([
    ['unsupported_response_type', { response_type: 'none' }],
    ['invalid_request', { response_type: undefined }],
    ['invalid_target', { resource: '{origin}/other' }],
    ['invalid_target', { resource: 'https://evil.example/mcp' }],
    ['invalid_target', { resource: 'https://user@{host}/mcp' }],
    ['invalid_target', { resource: '{origin}/mcp#fragment' }],
    ['invalid_target', { resource: 'mcp' }],
    ['request_not_supported', { request: 'eyJhbGciOiJub25lIn0.e30.' }],
    ['request_uri_not_supported', { request_uri: 'https://evil.example/request.jwt' }],
    ['request_uri_not_supported', { request_uri: 'urn:ietf:params:oauth:request_uri:x' }],
    ['registration_not_supported', { registration: '{}' }],
    ['login_required', { prompt: 'none' }],
    ['invalid_request', { prompt: 'none login' }],
    ['invalid_request', { prompt: 'nothing' }],
    ['unsupported_response_mode', { response_mode: 'carrier-pigeon' }],
  ])('%s to the client, with `iss`: %j', async (error, parameters: Record<string, string | undefined>) => {
    const { origin, host } = new URL(issuer.resource)
    const resource = parameters.resource?.replace('{origin}', origin).replace('{host}', host)
    expect(errorOf(await ask({ ...parameters, resource }))).toBe(error)
  })

  it.each(['token', 'id_token', 'code token', 'code id_token token'])(
    'refuses the implicit flow (%s), in the fragment where its client would look',
    async (responseType) => {
      const { headers } = await ask({ response_type: responseType })
      const { origin, pathname, hash } = new URL(String(headers.location))
      expect(`${origin}${pathname}`).toBe(REDIRECT_URI)
      const parameters = Object.fromEntries(new URLSearchParams(hash.slice(1)))
      expect(parameters).toMatchObject({ error: 'unsupported_response_type', iss: ana.origin })
    },
  )

  it.each(['state', 'code_challenge', 'response_type', 'scope', 'prompt'])(
    'refuses the parameter %s twice (RFC 6749 §3.1)',
    async (name) => {
      const address = ana.authorizationUrl({ scope: 'mcp', prompt: 'consent' })
      address.searchParams.append(name, 'twice')
      const response = await ana.browser.get(address)
      const told = response.headers.location && new URL(response.headers.location).searchParams
      expect(told ? told.get('error') : shownBy(response)).toMatch(/^(400 )?invalid_request$/)
    },
  )

  it.each(['client_id', 'redirect_uri'])('400 and never a redirect: %s twice', async (name) => {
    const address = ana.authorizationUrl()
    address.searchParams.append(name, name === 'client_id' ? 'other' : 'https://evil.example/callback')
    expect(shownBy(await ana.browser.get(address))).toBe('400 invalid_request')
  })

  describe('an error for a web address that anybody could register stays here (RFC 9700 §4.11.2)', () => {
    const askFor = (parameters: Record<string, string | undefined>) =>
      ask({ redirect_uri: WEB, ...parameters })
    const linkOf = ({ payload }: LightMyRequestResponse) =>
      new URL(/<a href="(https:[^"]+)"/.exec(payload)![1]!.replaceAll('&amp;', '&'))

    it.each([
      ['login_required', { prompt: 'none' }],
      ['login_required', { prompt: 'none', response_mode: 'form_post' }],
      ['login_required', { prompt: 'none', response_mode: 'fragment' }],
      ['unsupported_response_type', { response_type: 'token' }],
      ['invalid_request', { code_challenge: undefined, code_challenge_method: undefined }],
      ['invalid_target', { resource: 'https://evil.example/mcp' }],
      ['request_not_supported', { request: 'e30.e30.' }],
      ['unsupported_response_mode', { response_mode: 'carrier-pigeon' }],
    ])('%s: %j', async (error, parameters: Record<string, string | undefined>) => {
      const response = await askFor(parameters)
      expect(shownBy(response)).toBe(`400 ${error}`)
      const link = linkOf(response)
      expect(`${link.origin}${link.pathname}`).toBe(WEB)
      expect(Object.fromEntries(link.searchParams)).toMatchObject({ error, iss: ana.origin })
    })

    it('and goes on to an app', async () => {
      expect(errorOf(await ask({ redirect_uri: REDIRECT_URI, prompt: 'none' }))).toBe('login_required')
    })

    it('and goes on to a client that the person let in before, where this browser knows them', async () => {
      const known = issuer.visitor()
      known.redirectUri = WEB
      await known.register({ redirect_uris: [WEB] })
      await known.signIn()
      const { statusCode } = await known.browser.get(known.authorizationUrl({ prompt: 'none' }))
      expect(statusCode).toBe(issuer.scope === 'mcp' ? 303 : 400)
    })

    it('and goes on when a person has refused', async () => {
      const person = issuer.visitor()
      person.redirectUri = WEB
      await person.register({ redirect_uris: [WEB] })
      const callback = await person.act(await person.open(), issuer.refuse)
      expect(`${callback.origin}${callback.pathname}`).toBe(WEB)
      expect(callback.searchParams.get('error')).toBe('access_denied')
    })

    it('and has no link to an address that is not the client’s', async () => {
      const { payload } = await askFor({ redirect_uri: 'https://evil.example/callback', prompt: 'none' })
      expect(payload).not.toContain('<a ')
    })
  })

  it('asks again though the user is signed in and let the client in before: prompt=none is no way around', async () => {
    const known = issuer.visitor()
    await known.signIn()
    const { headers } = await known.browser.get(known.authorizationUrl({ prompt: 'none' }))
    const parameters = new URL(String(headers.location)).searchParams
    expect(parameters.get('error')).toMatch(/^(?:interaction|login)_required$/)
    expect(parameters.get('iss')).toBe(known.origin)
  })

  it.each([undefined, '', 'mcp', 'admin root', 'mcp mcp offline_access'])(
    'gives what the person allows, whatever a client asks for (%j)',
    async (scope) => {
      const visitor = issuer.visitor()
      const callback = await visitor.authorize({ scope })
      const tokens = (await visitor.redeem(callback.searchParams.get('code')!)).json<Tokens>()
      expect(decodeJwt(tokens.access_token).scope).toBe(issuer.scope)
    },
  )

  it.each(['=&', 'a=b&', '%C3%28&', 'resource=x&'])(
    '400 before it is read: a query of 15 KB of %s',
    async (part) => {
      const query = part.repeat(15_000 / part.length)
      const response = await ana.browser.get(`${ana.origin}/oauth/authorize?${query}`)
      expect([response.statusCode, response.json<{ code: string }>().code]).toEqual([400, 'invalid-request'])
    },
  )

  it('405: a request that is posted, whose words another site’s form could choose', async () => {
    const response = await ana.browser.post(ana.authorizationUrl())
    expect(response.statusCode).toBe(405)
  })
})
