/*
 * What a protected resource answers, on real sockets, with a fetch handler and with node:http.
 */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { discoverOAuthProtectedResourceMetadata as discoverV2 } from '@modelcontextprotocol/client'
import {
  discoverOAuthProtectedResourceMetadata as discoverV1,
  extractWWWAuthenticateParams,
} from '@modelcontextprotocol/sdk/client/auth.js'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { protectResource, type ProtectedMcpObs, type ProtectResourceOptions } from '../src/oauth/index.ts'
import { collectLog } from './collect-log.ts'
import { Issuer } from '../../../testkit/platform/issuer.ts'

type Protected = (
  obs: ProtectedMcpObs,
  scopes?: string[],
) => (request: IncomingMessage, response: ServerResponse) => void

const caller = (auth: unknown): string => JSON.stringify(auth)

const FACES: [string, Protected][] = [
  [
    'node:http',
    (obs, scopes) => (request, response) =>
      void obs.serveMetadata(request, response, () => {
        void obs.requireToken(scopes)(request, response, () => {
          response.end(caller((request as { auth?: unknown }).auth))
        })
      }),
  ],
  [
    'fetch',
    (obs, scopes) => async (request, response) => {
      const answer = await handle(obs, toRequest(request), scopes)
      response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text())
    },
  ],
]

async function handle(obs: ProtectedMcpObs, request: Request, scopes?: string[]): Promise<Response> {
  const metadata = obs.metadataResponse(request)
  if (metadata) return metadata
  const { authInfo, response } = await obs.authenticate(request, scopes)
  return authInfo ? new Response(caller(authInfo)) : response
}

/** Joins headers that were sent twice, as runtimes with a fetch handler do. */
function toRequest({ method = 'GET', url = '/', rawHeaders }: IncomingMessage): Request {
  const headers = new Headers()
  for (let i = 0; i < rawHeaders.length; i += 2) headers.append(rawHeaders[i] ?? '', rawHeaders[i + 1] ?? '')
  return new Request(new URL(url, 'http://127.0.0.1'), { method, headers })
}

let issuer: Issuer
let server: Server
let resource: string
let warnings: string[]
beforeEach(async () => {
  issuer = await Issuer.start()
  server = createServer()
  await once(server.listen(0, '127.0.0.1'), 'listening')
  resource = `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`
  issuer.platform.config.oauth = { issuer: issuer.platform.origin, resource, scopes: ['mcp'] }
})
afterEach(async () => {
  server.closeAllConnections()
  server.close()
  await issuer.stop()
})

describe.each(FACES)('through %s', (name, face) => {
  const open = (options: Partial<ProtectResourceOptions> = {}, scopes?: string[]): ProtectedMcpObs => {
    const log = collectLog()
    warnings = log.warnings
    const obs = protectResource({ dsn: issuer.platform.dsn, resource, logger: log.logger, ...options })
    server.removeAllListeners('request').on('request', face(obs, scopes))
    return obs
  }
  const ask = (authorization?: string, url = resource, method = 'POST'): Promise<Response> =>
    fetch(url, { method, ...(authorization !== undefined && { headers: { authorization } }) })
  const challenge = (response: Response): string => response.headers.get('www-authenticate') ?? ''
  const metadataUrl = (): string => `${new URL(resource).origin}/.well-known/oauth-protected-resource/mcp`

  test('R3.3 a good token is let through, and says who calls', async () => {
    const obs = open()
    const token = await issuer.sign()
    for (const scheme of ['Bearer', 'bearer', 'BEARER  ']) {
      const response = await ask(`${scheme} ${token}`)
      expect(response.status).toBe(200)
      const auth: unknown = await response.json()
      expect(auth).toEqual(JSON.parse(caller(await obs.verifyAccessToken(token))))
    }
  })

  test('R3.3 no token: 401 that names no error, and says where to go and for which scopes', async () => {
    open()
    for (const authorization of [undefined, 'Basic YTpi', 'DPoP abc', 'Bearerabc']) {
      const response = await ask(authorization)
      expect(response.status).toBe(401)
      expect(challenge(response)).toBe(`Bearer scope="mcp", resource_metadata="${metadataUrl()}"`)
      expect(response.headers.get('cache-control')).toBe('no-store')
    }
    expect(extractWWWAuthenticateParams(await ask())).toEqual({
      resourceMetadataUrl: new URL(metadataUrl()),
      scope: 'mcp',
      error: undefined,
    })
  })

  test('R3.3 a bad token: 401 invalid_token', async () => {
    open()
    const expired = await issuer.sign({ claims: { exp: 1_000_000_000 } })
    const response = await ask(`Bearer ${expired}`)
    expect(response.status).toBe(401)
    expect(challenge(response)).toBe(
      `Bearer error="invalid_token", error_description="The access token has expired", scope="mcp", resource_metadata="${metadataUrl()}"`,
    )
    expect(await response.json()).toEqual({
      error: 'invalid_token',
      error_description: 'The access token has expired',
    })
    const foreign = await issuer.sign({ claims: { aud: 'https://other.test' } })
    expect((await ask(`Bearer ${foreign}`)).status).toBe(401)
    expect((await ask('Bearer nonsense')).status).toBe(401)
  })

  test('R3.3 too few scopes: 403 with all that the operation needs', async () => {
    open({}, ['mcp', 'orders:write'])
    const response = await ask(`Bearer ${await issuer.sign({ claims: { scope: 'mcp orders' } })}`)
    expect(response.status).toBe(403)
    expect(challenge(response)).toBe(
      `Bearer error="insufficient_scope", error_description="The access token lacks a scope", scope="mcp orders:write", resource_metadata="${metadataUrl()}"`,
    )
    const enough = await issuer.sign({ claims: { scope: 'orders:write more mcp' } })
    expect((await ask(`Bearer ${enough}`)).status).toBe(200)
    // A scope must match as a whole word.
    expect((await ask(`Bearer ${await issuer.sign({ claims: { scope: 'mcp-orders:write' } })}`)).status).toBe(
      403,
    )
  })

  test('R3.3 scopes are the integrator’s; offline_access is nobody’s here', async () => {
    open({ scopes: ['read', 'offline_access'] })
    expect(challenge(await ask())).toContain('scope="read"')
    expect(await (await ask(undefined, metadataUrl(), 'GET')).json()).toMatchObject({
      scopes_supported: ['read'],
    })
    expect((await ask(`Bearer ${await issuer.sign({ claims: { scope: 'read' } })}`)).status).toBe(200)

    open({ scopes: [] })
    expect(challenge(await ask())).toBe(`Bearer resource_metadata="${metadataUrl()}"`)
    expect(await (await ask(undefined, metadataUrl(), 'GET')).json()).not.toHaveProperty('scopes_supported')
    expect((await ask(`Bearer ${await issuer.sign({ claims: { scope: '' } })}`)).status).toBe(200)
  })

  test.each(['Bearer ', 'Bearer a b', 'Bearer "a"', 'Bearer a,b', 'Bearer ÿ', 'bearer ='])(
    'R3.3 a malformed header %j: 400',
    async (authorization) => {
      open()
      const response = await ask(authorization)
      expect(response.status).toBe(400)
      expect(challenge(response)).toMatch(/^Bearer error="invalid_request"/)
      expect(issuer.fetches).toBe(0)
    },
  )

  test('R3.3 two Authorization headers: 400, whichever is good', async () => {
    open()
    const token = await issuer.sign()
    for (const values of [
      [`Bearer ${token}`, `Bearer ${token}`],
      [`Bearer ${token}`, 'Bearer other'],
      ['Basic YTpi', `Bearer ${token}`],
    ]) {
      const socket = connect(Number(new URL(resource).port), '127.0.0.1')
      const headers = values.map((value) => `Authorization: ${value}\r\n`).join('')
      socket.write(`POST /mcp HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${headers}\r\n`)
      const status = (await text(socket)).slice(9, 12)
      // Joined to one header, the last pair has another scheme.
      expect(status).toBe(values[0]?.startsWith('Basic') && name === 'fetch' ? '401' : '400')
    }
  })

  test('R3.3 a token in the URL: 400, with and without one in the header', async () => {
    open()
    const token = await issuer.sign()
    for (const query of [`access_token=${token}`, `a=1&access_token=${token}`, 'access%5Ftoken=x']) {
      expect((await ask(undefined, `${resource}?${query}`)).status).toBe(400)
      expect((await ask(`Bearer ${token}`, `${resource}?${query}`)).status).toBe(400)
    }
    expect((await ask(`Bearer ${token}`, `${resource}?token=x`)).status).toBe(200)
  })

  test('R3.3 the keys cannot be had: 503 and when to come again, and never a challenge', async () => {
    open()
    issuer.onKeys = (_, response) => response.writeHead(500).end()
    const response = await ask(`Bearer ${await issuer.sign()}`)
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toBe('2')
    expect(challenge(response)).toBe('')
    expect(await response.json()).toMatchObject({ error: 'temporarily_unavailable' })
    // A request without a token is answered without any key.
    expect((await ask()).status).toBe(401)
  })

  test('R3.3 the metadata, at both addresses, for everybody, without asking the platform', async () => {
    const obs = open({ resourceName: 'Acme' })
    const document = {
      resource,
      authorization_servers: [issuer.platform.origin],
      scopes_supported: ['mcp'],
      bearer_methods_supported: ['header'],
      resource_name: 'Acme',
    }
    expect(obs.metadata).toEqual(document)
    expect(obs.metadataUrl).toBe(metadataUrl())
    const root = metadataUrl().replace(/\/mcp$/, '')
    await issuer.platform.pause()
    for (const url of [metadataUrl(), root, `${metadataUrl()}/`, `${root}/`, `${root}?x=1`]) {
      const response = await ask(undefined, url, 'GET')
      expect(response.status).toBe(200)
      expect(response.headers.get('content-type')).toBe('application/json')
      expect(response.headers.get('access-control-allow-origin')).toBe('*')
      expect(await response.json()).toEqual(document)
    }
    await issuer.platform.resume()
    expect((await ask(undefined, `${root}/other`, 'GET')).status).toBe(401)
    expect((await ask(undefined, `${root}x`, 'GET')).status).toBe(401)
    expect(issuer.fetches).toBe(0)
  })

  test('R3.3 the metadata by every method: read, asked about by browsers, and not written', async () => {
    open()
    const head = await ask(undefined, metadataUrl(), 'HEAD')
    expect([head.status, await head.text()]).toEqual([200, ''])
    const preflight = await fetch(metadataUrl(), {
      method: 'OPTIONS',
      headers: { 'access-control-request-headers': 'mcp-protocol-version' },
    })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-headers')).toBe('mcp-protocol-version')
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*')
    const post = await ask(undefined, metadataUrl(), 'POST')
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS'])
  })

  test.each([
    ['v1', discoverV1],
    ['v2', discoverV2],
  ])('R3.3 the official %s client finds the metadata by itself', async (_sdk, discover) => {
    const obs = open()
    expect(await discover(new URL(resource))).toEqual(obs.metadata)
    expect(await discover(resource, { resourceMetadataUrl: obs.metadataUrl ?? '' })).toEqual(obs.metadata)
  })

  test.each<[string, object, string]>([
    ['no DSN', { dsn: '' }, 'set MCP_OBS_DSN'],
    ['a DSN with a wrong key', { dsn: 'https://mok_1@acme.test' }, 'the key of MCP_OBS_DSN is not valid'],
    ['no resource', { resource: undefined }, 'resource must be the https URL'],
    ['an empty resource', { resource: '' }, 'resource must be the https URL'],
    ['plain http elsewhere', { resource: 'http://mcp.acme.test/mcp' }, 'resource must be the https URL'],
    ['a query', { resource: 'https://mcp.acme.test/mcp?a=1' }, 'resource must be the https URL'],
    ['a fragment', { resource: 'https://mcp.acme.test/mcp#a' }, 'resource must be the https URL'],
  ])('R3.3 a setup with %s lets nobody in, and says once what to do', async (_fault, options, what) => {
    const obs = open(options)
    expect(warnings).toEqual([expect.stringContaining(`every request is refused with 503: ${what}`)])
    const token = await issuer.sign()
    for (const authorization of [undefined, `Bearer ${token}`, 'Bearer x'])
      expect((await ask(authorization)).status).toBe(503)
    expect(obs.metadataResponse(new Request(metadataUrl()))?.status).toBe(503)
    expect(obs.metadataResponse(new Request(resource))).toBeUndefined()
    await expect(obs.verifyAccessToken(token)).rejects.toMatchObject({ code: 'temporarily_unavailable' })
    await obs.close()
    expect(warnings).toHaveLength(1)
  })
})
