import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer as createHttpServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { hostname } from 'node:os'
import type { FastifyInstance } from 'fastify'
import { generateKeyPair, SignJWT } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { buildApp } from '../app.ts'
import { databases } from '../test/databases.ts'
import { createServer, signUpStaff } from '../test/factories.ts'
import { startTestApp, type TestApp } from '../test/harness.ts'
import { OauthVisitor, REDIRECT_URI } from '../test/oauth-flow.ts'
import { OAUTH } from '../test/signed-in.ts'
import { fetchGuarded } from './client-documents.ts'

/** This machine, as an attacker may spell it. */
const SPELLINGS = [
  '127.0.0.1',
  '127.1',
  '0x7f.1',
  '0177.0.0.1',
  '2130706433',
  '0x7f000001',
  '127.0.0.1.',
  '127.8.8.8',
  '0.0.0.0',
  '[::1]',
  '[::]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[0:0:0:0:0:ffff:7f00:0001]',
  'localhost',
  'LOCALHOST',
  'localhost.',
  hostname(),
]

describe.each(databases)('R6 documents of clients on this machine’s own addresses, on $name', ({ url }) => {
  let desk: TestApp
  let host: string
  let listener: Server
  let port: number
  let hits: string[]
  let asked: { address: string; redirect: string | undefined }[]
  let guarded: FastifyInstance
  let unguarded: FastifyInstance

  /**
   * Plain http behind an https address: otherwise the certificate, not the guard, would be what keeps a request out.
   */
  const overHttp =
    (fetchDocument: typeof fetch): typeof fetch =>
    (input, options) => {
      const address = input instanceof Request ? input.url : String(input)
      asked.push({ address, redirect: options?.redirect })
      return fetchDocument(address.replace(/^https:/, 'http:'), options)
    }
  const withoutGuard: typeof fetch = (address, options) => fetch(address, { headers: options?.headers ?? {} })

  beforeAll(async () => {
    desk = await startTestApp(url)
    host = (await createServer(await signUpStaff(desk.app), OAUTH)).host
    listener = createHttpServer((request, response) => {
      hits.push(String(request.headers.host))
      response.end('{}')
    }).listen(0, '::')
    await once(listener, 'listening')
    port = (listener.address() as AddressInfo).port
    const build = (fetchDocument: typeof fetch) =>
      buildApp({ config: desk.config, orm: desk.orm, findFetch: async () => overHttp(fetchDocument) })
    guarded = await build(fetchGuarded)
    unguarded = await build(withoutGuard)
  })
  beforeEach(() => {
    hits = []
    asked = []
  })
  afterAll(async () => {
    listener.closeAllConnections()
    listener.close()
    await guarded.close()
    await unguarded.close()
    await desk.close()
  })

  const authorizeAt = (app: FastifyInstance, clientId: string) => {
    const visitor = new OauthVisitor(app, host)
    visitor.clientId = clientId
    return visitor.browser.get(visitor.authorizationUrl())
  }

  it.each(SPELLINGS)('400 and no request arrives: %s', async (spelling) => {
    const response = await authorizeAt(guarded, `https://${spelling}:${port}/client.json`)
    expect(response.statusCode).toBe(400)
    expect(response.json<{ error: string }>().error).toBe('invalid_client')
    expect(hits).toEqual([])
  })

  it.each(['127.0.0.1', '127.1', '2130706433', '[::1]', '[::ffff:7f00:1]', 'localhost'])(
    'would let a request arrive without the guard, so the test above can fail: %s',
    async (spelling) => {
      await authorizeAt(unguarded, `https://${spelling}:${port}/control.json`)
      expect(hits.length).toBeGreaterThan(0)
    },
  )

  /** Redeems with an assertion of a client whose keys are at an address. */
  const redeemSigned = async (app: FastifyInstance, keysAt: string) => {
    const ana = new OauthVisitor(app, host)
    const method = { token_endpoint_auth_method: 'private_key_jwt', jwks_uri: keysAt }
    expect((await ana.register(method)).statusCode).toBe(201)
    const { clientId } = ana
    const jwt = new SignJWT({ iss: clientId, sub: clientId, aud: ana.origin, jti: randomUUID() })
    const { privateKey } = await generateKeyPair('RS256')
    const assertion = await jwt.setProtectedHeader({ alg: 'RS256' }).setExpirationTime('1m').sign(privateKey)
    return ana.redeem('code', {
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    })
  }

  it.each(SPELLINGS)('503 and no request arrives: the keys of a client at %s', async (spelling) => {
    const response = await redeemSigned(guarded, `https://${spelling}:${port}/jwks.json`)
    expect(response.statusCode).toBe(503)
    expect(asked.length).toBe(1)
    expect(hits).toEqual([])
  })

  it.each(['127.0.0.1', '127.1', '2130706433', '[::1]', '[::ffff:7f00:1]', 'localhost'])(
    'would let a request for keys arrive without the guard: %s',
    async (spelling) => {
      await redeemSigned(unguarded, `https://${spelling}:${port}/${randomUUID()}.json`)
      expect(hits.length).toBeGreaterThan(0)
    },
  )

  it('says the same of a port that is open and one that is closed', async () => {
    const closed = createHttpServer().listen(0, '127.0.0.1')
    await once(closed, 'listening')
    const { port: closedPort } = closed.address() as AddressInfo
    closed.close()
    const [open, shut] = await Promise.all(
      [port, closedPort].map((each) => authorizeAt(guarded, `https://127.0.0.1:${each}/client.json`)),
    )
    expect(open!.json()).toEqual(shut!.json())
  })

  it('follows no redirect, which could lead here from anywhere', async () => {
    await authorizeAt(guarded, 'https://client.invalid/client.json')
    expect(asked[0]).toEqual({ address: 'https://client.invalid/client.json', redirect: 'manual' })
    expect(asked.every(({ redirect }) => redirect === 'manual')).toBe(true)
  })

  it.each([
    'http://127.0.0.1/client.json',
    'https://user@127.0.0.1/client.json',
    'https://claude.example/../client.json',
    'https://claude.example/client.json#x',
    'file:///etc/passwd',
    'ftp://127.0.0.1/client.json',
  ])('400 and nothing is fetched: %s', async (clientId) => {
    expect((await authorizeAt(guarded, clientId)).statusCode).toBe(400)
    expect(asked).toEqual([])
  })

  it('fetches none of the addresses that a registration names', async () => {
    const ana = new OauthVisitor(unguarded, host)
    const here = `https://127.0.0.1:${port}`
    const response = await ana.register({
      redirect_uris: [REDIRECT_URI, 'https://claude.example/callback'],
      sector_identifier_uri: `${here}/sector`,
      jwks_uri: `${here}/jwks`,
      logo_uri: `${here}/logo`,
      client_uri: `${here}/client`,
      policy_uri: `${here}/policy`,
      tos_uri: `${here}/tos`,
      initiate_login_uri: `${here}/login`,
    })
    expect(response.statusCode, response.body).toBe(201)
    await ana.signIn()
    expect([asked, hits]).toEqual([[], []])
  })
})
