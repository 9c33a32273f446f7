import { randomUUID } from 'node:crypto'
import { decodeJwt, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FastifyInstance } from 'fastify'
import type { OauthVisitor } from '#testkit/end-user/oauth-visitor.ts'
import type { Tokens } from '#testkit/end-user/oauth-client.ts'
import type { HttpResponse, Send } from '#testkit/http/send.ts'
import { buildApp } from '../app.ts'
import { databases } from '../test/databases.ts'
import { createServer, signUpStaff } from '../test/factories.ts'
import { startTestApp, type TestApp } from '../test/harness.ts'
import { sendTo, visitOverSocket } from '../test/oauth-over-socket.ts'
import { OAUTH } from '../test/signed-in.ts'

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
const REDIRECT = 'https://chatgpt.example/connector/oauth/x'

/** As ChatGPT publishes it. Earlier versions do not list the methods. */
const documentOf = (id: string) => ({
  client_id: id,
  client_uri: 'https://chatgpt.example/',
  client_name: 'ChatGPT',
  redirect_uris: [REDIRECT],
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  token_endpoint_auth_method: 'private_key_jwt',
  token_endpoint_auth_methods_supported: ['none', 'private_key_jwt'],
  token_endpoint_auth_signing_alg: 'RS256',
  jwks_uri: 'https://chatgpt.example/oauth/jwks.json',
})

describe.each(databases)('clients with a key of their own on $name', ({ url }) => {
  let desk: TestApp
  let host: string
  let app: FastifyInstance
  let sendFrom: (from?: string) => Send
  let privateKey: CryptoKey
  let keySet: JWK[]
  let fetched: string[] = []
  const published = new Map<string, object | (() => Response)>()
  const fetchDocument: typeof fetch = async (request, options) => {
    const address = new Request(request).url
    fetched.push(address)
    expect(options?.redirect).toBe('manual')
    const found = published.get(address)
    if (typeof found === 'function') return found()
    return found ? Response.json(found) : new Response('', { status: 404 })
  }
  beforeAll(async () => {
    desk = await startTestApp(url)
    host = (await createServer(await signUpStaff(desk.app), OAUTH)).host
    app = await buildApp({ config: desk.config, orm: desk.orm, findFetch: async () => fetchDocument })
    sendFrom = await sendTo(app)
    const pair = await generateKeyPair('RS256', { extractable: true })
    privateKey = pair.privateKey
    keySet = [{ ...(await exportJWK(pair.publicKey)), kid: 'one', alg: 'RS256', use: 'sig' }]
  })
  afterAll(async () => {
    await app.close()
    await desk.close()
  })

  /** A visitor whose client has published this, with a key set at an address of its own. */
  function publish(change: object = {}): OauthVisitor {
    const ana = visitOverSocket(sendFrom, host)
    ana.clientId = `https://chatgpt.example/oauth/${randomUUID()}/client.json`
    ana.redirectUri = REDIRECT
    const keysAt = `https://chatgpt.example/oauth/${randomUUID()}/jwks.json`
    published.set(keysAt, { keys: keySet })
    published.set(ana.clientId, { ...documentOf(ana.clientId), jwks_uri: keysAt, ...change })
    fetched = []
    return ana
  }
  const keysOf = (ana: OauthVisitor) => (published.get(ana.clientId) as { jwks_uri: string }).jwks_uri
  const codeOf = async (ana: OauthVisitor) => (await ana.authorize()).searchParams.get('code')!

  interface Wish {
    claims?: object
    header?: object
    key?: CryptoKey
  }
  async function assertion(ana: OauthVisitor, { claims = {}, header = {}, key = privateKey }: Wish = {}) {
    const now = Math.floor(Date.now() / 1000)
    const all = { iss: ana.clientId, sub: ana.clientId, aud: `${ana.origin}/oauth/token`, jti: randomUUID() }
    const jwt = await new SignJWT({ ...all, iat: now, exp: now + 60, ...claims })
      .setProtectedHeader({ alg: 'RS256', kid: 'one', ...header })
      .sign(key)
    return { client_assertion_type: ASSERTION_TYPE, client_assertion: jwt }
  }
  const errorOf = (answer: HttpResponse) => `${answer.statusCode} ${answer.json<{ error?: string }>().error}`
  const tokensOf = (answer: HttpResponse) => {
    expect(answer.statusCode, answer.body).toBe(200)
    return answer.json<Tokens>()
  }

  it('announces that clients may sign', async () => {
    const ana = publish()
    const metadata = await ana.browser.get(`${ana.origin}/.well-known/oauth-authorization-server`)
    expect(metadata.json()).toMatchObject({
      token_endpoint_auth_methods_supported: expect.arrayContaining(['none', 'private_key_jwt']),
      token_endpoint_auth_signing_alg_values_supported: ['RS256', 'PS256', 'ES256', 'Ed25519', 'EdDSA'],
    })
  })

  it.each<[string, Record<string, unknown>]>([
    ['as ChatGPT publishes it', {}],
    ['without a list of methods', { token_endpoint_auth_methods_supported: undefined }],
    ['with `none` first', { token_endpoint_auth_method: 'none' }],
    ['with a key set inside', { jwks_uri: undefined, jwks: 'keys' }],
  ])('are let in with an assertion: %s', async (_what, change) => {
    const ana = publish({ ...change, ...(change.jwks ? { jwks: { keys: keySet } } : {}) })
    const code = await codeOf(ana)
    const tokens = tokensOf(await ana.redeem(code, await assertion(ana)))
    expect(decodeJwt(tokens.access_token)).toMatchObject({ client_id: ana.clientId, scope: 'mcp' })
    const next = tokensOf(await ana.refresh(tokens.refresh_token, await assertion(ana)))
    tokensOf(await ana.refresh(next.refresh_token, await assertion(ana, { claims: { aud: ana.origin } })))
    expect(fetched.filter((each) => each.endsWith('jwks.json')).length).toBe(change.jwks ? 0 : 1)
  })

  it('are let in without an assertion where their document lists `none`', async () => {
    const ana = publish()
    const tokens = tokensOf(await ana.redeem(await codeOf(ana)))
    tokensOf(await ana.refresh(tokens.refresh_token))
    expect(fetched).toEqual([ana.clientId])
  })

  it.each(['tls_client_auth', 'client_secret_basic'])(
    'may use a method of a document that is known here where the first one is not: %s',
    async (method) => {
      const ana = publish({ token_endpoint_auth_method: method })
      expect((await ana.redeem(await codeOf(ana))).statusCode).toBe(200)
    },
  )

  it.each(['none', 'HS256', 'PS384', ['RS256']])(
    'may sign with any algorithm that is known here where their own is not: %j',
    async (token_endpoint_auth_signing_alg) => {
      const ana = publish({ token_endpoint_auth_signing_alg })
      expect((await ana.redeem(await codeOf(ana), await assertion(ana))).statusCode).toBe(200)
    },
  )

  it('are let in at once with a new key', async () => {
    const ana = publish()
    const tokens = tokensOf(await ana.redeem(await codeOf(ana), await assertion(ana)))
    const { publicKey, privateKey: key } = await generateKeyPair('RS256', { extractable: true })
    published.set(keysOf(ana), { keys: [{ ...(await exportJWK(publicKey)), kid: 'two' }] })
    const rotated = { key, header: { kid: 'two' } }
    const next = tokensOf(await ana.refresh(tokens.refresh_token, await assertion(ana, rotated)))
    expect((await ana.refresh(next.refresh_token, await assertion(ana, rotated))).statusCode).toBe(200)
  })

  it('cause two requests for their keys a minute, whatever keys their assertions name', async () => {
    const ana = publish()
    const code = await codeOf(ana)
    for (const kid of ['a', 'b', 'c', 'd']) {
      expect(errorOf(await ana.redeem(code, await assertion(ana, { header: { kid } })))).toBe(
        '401 invalid_client',
      )
    }
    tokensOf(await ana.redeem(code, await assertion(ana)))
    expect(fetched.filter((each) => each === keysOf(ana)).length).toBe(2)
  })

  it('are let in where their key set has keys that are not understood', async () => {
    const ana = publish()
    const others = [null, 'x', {}, { kty: 'RSA' }, { kty: 'oct', k: 'AAAA' }, { kty: 'later' }]
    published.set(keysOf(ana), { keys: [...others, ...keySet] })
    expect((await ana.redeem(await codeOf(ana), await assertion(ana))).statusCode).toBe(200)
  })

  it('may publish with a byte order mark', async () => {
    const ana = publish()
    const document = JSON.stringify(published.get(ana.clientId))
    published.set(ana.clientId, () => new Response(`\ufeff${document}`))
    expect((await ana.redeem(await codeOf(ana))).statusCode).toBe(200)
  })

  it('invalid_client: no assertion, where the document does not list `none`', async () => {
    const ana = publish({ token_endpoint_auth_methods_supported: ['private_key_jwt'] })
    const code = await codeOf(ana)
    expect(errorOf(await ana.redeem(code))).toBe('401 invalid_client')
    tokensOf(await ana.redeem(code, await assertion(ana)))
  })

  it('invalid_client: an assertion of a client that has no keys', async () => {
    const ana = publish({
      token_endpoint_auth_method: 'none',
      token_endpoint_auth_methods_supported: ['none'],
      jwks_uri: undefined,
    })
    const code = await codeOf(ana)
    expect(errorOf(await ana.redeem(code, await assertion(ana)))).toBe('401 invalid_client')
    tokensOf(await ana.redeem(code))
  })

  const FAULTS: [what: string, wish: () => Promise<Wish>][] = [
    ['another key', async () => ({ key: (await generateKeyPair('RS256')).privateKey })],
    ['an unknown key', async () => ({ header: { kid: 'two' } })],
    ['another issuer', async () => ({ claims: { iss: 'https://evil.example/client.json' } })],
    ['another audience', async () => ({ claims: { aud: 'https://evil.example' } })],
    ['no audience', async () => ({ claims: { aud: undefined } })],
    ['no identifier of its own', async () => ({ claims: { jti: undefined } })],
    ['no expiry', async () => ({ claims: { exp: undefined } })],
    ['an expiry in the past', async () => ({ claims: { exp: 1 } })],
    ['an expiry in a year', async () => ({ claims: { exp: Math.floor(Date.now() / 1000) + 365 * 86_400 } })],
    ['a start in the future', async () => ({ claims: { nbf: Math.floor(Date.now() / 1000) + 3_600 } })],
    ['another algorithm', async () => ({ header: { alg: 'PS256' }, key: await asPs256(privateKey) })],
  ]
  it.each(FAULTS)(
    'invalid_client, also where `none` is listed, and the code is good still: %s',
    async (_what, wish) => {
      const ana = publish()
      const code = await codeOf(ana)
      expect(errorOf(await ana.redeem(code, await assertion(ana, await wish())))).toBe('401 invalid_client')
      tokensOf(await ana.redeem(code, await assertion(ana)))
    },
  )

  it('invalid_client: the same assertion twice, also at once', async () => {
    const ana = publish()
    const used = await assertion(ana)
    const tokens = tokensOf(await ana.redeem(await codeOf(ana), used))
    expect(errorOf(await ana.refresh(tokens.refresh_token, used))).toBe('401 invalid_client')
    const once = await assertion(ana)
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => ana.refresh(tokens.refresh_token, once)),
    )
    const sorted = answers.map(errorOf).sort()
    expect(sorted).toEqual(['200 undefined', ...Array<string>(7).fill('401 invalid_client')])
  })

  it('invalid_client: the assertion of another client', async () => {
    const [ana, other] = [publish(), publish()]
    const code = await codeOf(ana)
    const { clientId } = ana
    expect((await ana.redeem(code, await assertion(other))).statusCode).toBeGreaterThanOrEqual(400)
    ana.clientId = clientId
    tokensOf(await ana.redeem(code, await assertion(ana)))
  })

  it.each([
    ['fail', () => new Response('', { status: 500 })],
    ['are not there', () => new Response('', { status: 404 })],
    ['are elsewhere', () => new Response('', { status: 302, headers: { location: 'http://127.0.0.1/' } })],
    ['are no key set', () => Response.json([])],
    ['are too long', () => new Response('x'.repeat(100_000))],
    [
      'are out of reach',
      () => {
        throw new Error('connect ETIMEDOUT')
      },
    ],
  ])(
    '503 temporarily_unavailable, and the code is good still: the keys %s',
    async (_what, fault: () => Response) => {
      const ana = publish()
      const code = await codeOf(ana)
      const keys = published.get(keysOf(ana))!
      published.set(keysOf(ana), fault)
      const refused = await ana.redeem(code, await assertion(ana))
      expect(errorOf(refused)).toBe('503 temporarily_unavailable')
      expect(refused.headers['retry-after']).toBeDefined()
      published.set(keysOf(ana), keys)
      tokensOf(await ana.redeem(code, await assertion(ana)))
    },
  )

  it.each([
    ['jwks_uri is not https', { jwks_uri: 'http://chatgpt.example/jwks.json' }],
    ['jwks_uri has a user name', { jwks_uri: 'https://ana@chatgpt.example/jwks.json' }],
    ['has no keys', { jwks_uri: undefined, token_endpoint_auth_methods_supported: undefined }],
  ])('are refused where the document %s', async (_what, change) => {
    const ana = publish(change)
    const answer = await ana.browser.get(ana.authorizationUrl())
    expect(answer.statusCode).toBe(400)
    expect(answer.body).toContain('invalid_client_metadata')
  })
})

async function asPs256(key: CryptoKey): Promise<CryptoKey> {
  const jwk = await crypto.subtle.exportKey('jwk', key)
  const { alg: _alg, key_ops: _ops, ...rest } = jwk
  return crypto.subtle.importKey('jwk', rest, { name: 'RSA-PSS', hash: 'SHA-256' }, true, ['sign'])
}
