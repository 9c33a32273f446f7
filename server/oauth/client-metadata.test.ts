import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FastifyInstance } from 'fastify'
import type { HttpResponse, Send } from '#testkit/http/send.ts'
import { buildApp } from '../app.ts'
import { databases } from '../test/databases.ts'
import { createServer, signUpStaff } from '../test/factories.ts'
import { startTestApp, type TestApp } from '../test/harness.ts'
import { sendTo, visitOverSocket } from '../test/oauth-over-socket.ts'
import { OAUTH } from '../test/signed-in.ts'
import { FOREIGN_SCHEMES } from './foreign-schemes.ts'

const LOOPBACK = 'http://127.0.0.1:8123/callback'
const CODE = ['authorization_code', 'refresh_token']
const DEVICE = 'urn:ietf:params:oauth:grant-type:device_code'

/** What a client asks for, and what is then in force. */
const SETTLED: [what: string, asked: object, inForce: object][] = [
  ['unknown scopes', { scope: 'openid profile offline_access' }, { scope: 'mcp openid offline_access' }],
  ['only unknown scopes', { scope: 'admin' }, { scope: 'mcp openid offline_access' }],
  [
    'no refreshing',
    { scope: 'mcp offline_access', grant_types: ['authorization_code'] },
    { scope: 'mcp openid', grant_types: ['authorization_code'] },
  ],
  ['the device grant beside codes', { grant_types: [...CODE, DEVICE] }, { grant_types: CODE }],
  ['the device grant alone', { grant_types: [DEVICE] }, { grant_types: CODE }],
  [
    'the implicit grant',
    { grant_types: ['implicit'], response_types: ['token'] },
    { response_types: ['code'] },
  ],
  [
    'implicit answers beside codes',
    { response_types: ['code', 'code id_token'] },
    { response_types: ['code'] },
  ],
  ['the password grant', { grant_types: ['password'] }, { grant_types: CODE }],
  ['client credentials', { grant_types: ['client_credentials'], response_types: [] }, { grant_types: CODE }],
  ['empty lists', { grant_types: [], response_types: [], contacts: [] }, { grant_types: CODE }],
  [
    'empty texts',
    {
      client_name: '',
      client_uri: '',
      logo_uri: '',
      scope: '',
      token_endpoint_auth_method: '',
      jwks_uri: '',
    },
    { token_endpoint_auth_method: 'none' },
  ],
  [
    'null',
    {
      client_name: null,
      logo_uri: null,
      contacts: null,
      grant_types: null,
      token_endpoint_auth_method: null,
    },
    { token_endpoint_auth_method: 'none', grant_types: CODE },
  ],
  [
    'members of another type',
    {
      client_uri: 7,
      scope: ['mcp', 'openid'],
      grant_types: 'authorization_code',
      response_types: 'code',
      token_endpoint_auth_methods_supported: 'none',
      token_endpoint_auth_signing_alg: ['RS256'],
    },
    { grant_types: ['authorization_code'], token_endpoint_auth_methods_supported: ['none'] },
  ],
  [
    'members of types that say nothing',
    { scope: 1, grant_types: {}, response_types: 1, token_endpoint_auth_methods_supported: 1 },
    { grant_types: CODE, token_endpoint_auth_method: 'none' },
  ],
  [
    'ways to authenticate among others',
    { token_endpoint_auth_methods_supported: [null, 1, 'tls_client_auth', 'none'] },
    { token_endpoint_auth_methods_supported: ['none'] },
  ],
  ['an unknown type of application', { application_type: 'desktop' }, { application_type: 'native' }],
  [
    'members that have no effect here',
    {
      logo_uri: 'not an address',
      contacts: ['nobody'],
      default_max_age: -1,
      require_auth_time: 'yes',
      subject_type: 'pairwise',
      id_token_signed_response_alg: 'RS256',
      sector_identifier_uri: 'https://127.0.0.1/',
      software_statement: 'x',
    },
    { subject_type: 'public' },
  ],
]

/** Redirect addresses to which codes may be sent, and the type of application that is then in force. */
const ALLOWED: [what: string, asked: object, type: string][] = [
  ['https', { redirect_uris: ['https://claude.example/callback'] }, 'native'],
  [
    'https of a web application',
    { application_type: 'web', redirect_uris: ['https://claude.example/cb'] },
    'web',
  ],
  ['https with a query', { redirect_uris: ['https://claude.example/callback?server=1'] }, 'native'],
  [
    'loopback',
    { redirect_uris: [LOOPBACK, 'http://localhost/callback', 'http://[::1]:1/callback'] },
    'native',
  ],
  ['https on loopback', { redirect_uris: ['https://localhost:3000/callback'] }, 'web'],
  ['the default port', { redirect_uris: ['https://claude.example:443/callback'] }, 'native'],
  ['another case', { redirect_uris: ['HTTPS://Claude.example/callback'] }, 'native'],
  ['an encoded name of a domain', { redirect_uris: ['https://xn--bcher-kva.example/callback'] }, 'native'],
  ['the name of a domain as a scheme', { redirect_uris: ['com.example.app:/callback'] }, 'native'],
  [
    'an app’s scheme of a web application',
    { application_type: 'web', redirect_uris: ['cursor://cb'] },
    'native',
  ],
  ...[
    'cursor://anysphere.cursor-mcp/oauth/callback',
    'vscode://ms-vscode.mcp/callback',
    'vscode-insiders://callback',
    'windsurf://callback',
    'zed://callback',
    'goose://callback',
    'raycast://oauth?package_name=mcp',
    'claude://callback',
    'warp://mcp/oauth2callback',
    'kiro://callback',
    'msal1234abcd://auth',
  ].map((uri): [string, object, string] => [uri, { redirect_uris: [uri] }, 'native']),
]

const REFUSED: [what: string, uri: string][] = [
  ['a wildcard host', 'https://*.example.com/callback'],
  ['a wildcard in a host', 'https://app-*.example.com/callback'],
  ['an encoded wildcard', 'https://%2a.example.com/callback'],
  ['nothing but a wildcard', 'https://*/callback'],
  ['a wildcard host of an app', 'cursor://*/callback'],
  ['a wildcard port', 'http://localhost:*/callback'],
  ['a line break', 'https://claude.example/call\nback'],
  ['a tab', 'https://claude.example/\tcallback'],
  ['a space at the end', 'https://claude.example/callback '],
  ['a backslash', String.raw`https://claude.example\@evil.example/callback`],
  ['an empty user name', 'https://@claude.example/callback'],
  ['a host without //', 'https:claude.example/callback'],
  ['a host behind one slash', 'https:/claude.example/callback'],
  ['a host behind three slashes', 'https:///claude.example/callback'],
  ['an encoded host', 'https://%63laude.example/callback'],
  ['letters outside ASCII', 'https://b\u00fccher.example/callback'],
  ['a dot outside ASCII', 'https://claude\u3002example/callback'],
  ['a character of no width', 'https://clau\u200bde.example/callback'],
  ['a character of no width in the path', 'https://claude.example/\u200bcallback'],
  ['a number for a host', 'https://2130706433/callback'],
  ['a short spelling of loopback', 'http://127.1:8080/callback'],
  ['a template', 'https://claude.example/{id}/callback'],
  ['markup', 'https://claude.example/"><script>'],
  ['a transport inside another', 'git+ssh://claude.example/callback'],
  ['http inside another scheme', 'http+unix://callback'],
  ['another app', 'MS-Word:ofe|u|https://evil.example/a.docx'],
  ['a diagnosis of the system', 'ms-msdt:/id PCWDiagnostic'],
  ['settings of the system', 'ms-settings:network'],
  ['the search of the system', 'search-ms:query=x'],
  ['an extension', 'chrome-extension://abcdefgh/callback'],
  ['an extension of another browser', 'safari-web-extension://abcdefgh/callback'],
  ['a handler of a website', 'web+mcp://callback'],
  ['a page of the browser', 'view-source:https://claude.example/callback'],
  ['a system app', 'x-apple.systempreferences:root'],
  ['another spelling', 'VIEW-SOURCE:https://claude.example/callback'],
]

describe.each(databases)('the metadata of clients on $name', ({ url }) => {
  let desk: TestApp
  let app: FastifyInstance
  let host: string
  let sendFrom: (from?: string) => Send
  const published = new Map<string, object>()
  const fetchDocument: typeof fetch = async (request) => {
    const document = published.get(new Request(request).url)
    return document ? Response.json(document) : new Response('', { status: 404 })
  }
  beforeAll(async () => {
    desk = await startTestApp(url)
    host = (await createServer(await signUpStaff(desk.app), OAUTH)).host
    app = await buildApp({ config: desk.config, orm: desk.orm, findFetch: async () => fetchDocument })
    sendFrom = await sendTo(app)
  })
  afterAll(async () => {
    await app.close()
    await desk.close()
  })

  const errorOf = (answer: HttpResponse) => `${answer.statusCode} ${answer.json<{ error?: string }>().error}`
  const register = (metadata: object) => {
    const ana = visitOverSocket(sendFrom, host)
    return ana.register({ redirect_uris: [LOOPBACK], ...metadata })
  }
  /** Opens the sign-in of a client that has published this. */
  const openDocument = (metadata: object) => {
    const ana = visitOverSocket(sendFrom, host)
    ana.clientId = `https://claude.example/${randomUUID()}.json`
    published.set(ana.clientId, { client_id: ana.clientId, redirect_uris: [LOOPBACK], ...metadata })
    ana.redirectUri = (metadata as { redirect_uris?: string[] }).redirect_uris?.[0] ?? LOOPBACK
    return ana.browser.get(ana.authorizationUrl())
  }

  describe('are trimmed to what is in force (RFC 7591 §3.2.1)', () => {
    it.each(SETTLED)('in a registration, and the answer says so: %s', async (_what, asked, inForce) => {
      const answer = await register(asked)
      expect(answer.statusCode, answer.body).toBe(201)
      expect(answer.json()).toMatchObject(inForce)
      for (const [name, value] of Object.entries(answer.json<object>())) {
        expect(value, name).not.toBeNull()
        expect(value, name).not.toBe('')
      }
    })

    it.each(SETTLED)('in a document: %s', async (_what, asked) => {
      const answer = await openDocument(asked)
      expect(answer.statusCode, answer.body).toBe(303)
      expect(String(answer.headers.location)).toContain('/sign-in/')
    })

    it('and such a client signs its user in with all that it asked for', async () => {
      const ana = visitOverSocket(sendFrom, host)
      await ana.register({ scope: 'mcp', grant_types: [...CODE, DEVICE], redirect_uris: [LOOPBACK] })
      const scope = 'openid mcp offline_access'
      const tokens = await ana.signIn({ scope, prompt: 'consent' })
      expect((await ana.refresh(tokens.refresh_token, { scope })).statusCode).toBe(200)
    })

    it.each([
      ['a method that is not known here', { token_endpoint_auth_method: 'tls_client_auth' }],
      ['signing without a key', { token_endpoint_auth_method: 'private_key_jwt' }],
      [
        'keys at an address without https',
        { token_endpoint_auth_method: 'private_key_jwt', jwks_uri: 'http://claude.example/jwks.json' },
      ],
    ])(
      '400 invalid_client_metadata, because the client would be less safe than it thinks: %s',
      async (_what, asked) => {
        expect(errorOf(await register(asked))).toBe('400 invalid_client_metadata')
      },
    )
  })

  describe('redirect addresses', () => {
    it.each(ALLOWED)('may be %s', async (_what, asked, type) => {
      const answer = await register(asked)
      expect(answer.statusCode, answer.body).toBe(201)
      expect(answer.json()).toMatchObject({ ...asked, application_type: type })
      expect((await openDocument(asked)).statusCode).toBe(303)
    })

    it.each(REFUSED)('400 invalid_redirect_uri: %s', async (_what, uri) => {
      for (const type of ['native', 'web']) {
        const asked = { application_type: type, redirect_uris: [LOOPBACK, uri] }
        expect(errorOf(await register(asked))).toBe('400 invalid_redirect_uri')
        expect((await openDocument(asked)).statusCode).toBe(400)
      }
    })

    it.each(Object.entries(FOREIGN_SCHEMES))(
      '400 invalid_redirect_uri: every scheme of %s',
      async (_what, schemes) => {
        for (const scheme of schemes) {
          const answer = await register({ redirect_uris: [`${scheme}://callback`] })
          expect([scheme, errorOf(answer)]).toEqual([scheme, '400 invalid_redirect_uri'])
        }
      },
    )
  })
})
