/*
 * Signed-in users on real MCP servers made with v1 and v2, called by the official clients. Each user's tickets name
 * that user and nobody else.
 */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  Client as ClientV2,
  StreamableHTTPClientTransport as ClientTransportV2,
} from '@modelcontextprotocol/client'
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport as ClientTransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { createMcpExpressApp } from '@modelcontextprotocol/sdk/server/express.js'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { protectResource, type ProtectedMcpObs } from '../src/oauth/index.ts'
import { collectLog } from './collect-log.ts'
import { Issuer } from '../../../testkit/platform/issuer.ts'
import { HOSTS } from './protected-hosts.ts'
import { asCaller, type Caller } from '../../../testkit/mcp/shop.ts'

let issuer: Issuer
let server: Server
let callers: Caller[]
let warnings: string[]
let resource: string
beforeEach(async () => {
  callers = []
  issuer = await Issuer.start()
  server = createServer()
  await once(server.listen(0, '127.0.0.1'), 'listening')
  resource = `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`
  issuer.platform.config.oauth = { issuer: issuer.platform.origin, resource, scopes: ['mcp'] }
})
afterEach(async () => {
  await Promise.all(callers.map((caller) => caller.close().catch(() => undefined)))
  server.closeAllConnections()
  server.close()
  await issuer.stop()
})

function open(host: string): ProtectedMcpObs {
  const log = collectLog()
  warnings = log.warnings
  const obs = protectResource({ dsn: issuer.platform.dsn, resource, logger: log.logger })
  server.on('request', HOSTS[host]!(obs))
  return obs
}

type Connect = (token: string) => Promise<Caller>

/** Clients list the tools before they call one. */
const keep = async (caller: Caller): Promise<Caller> => {
  callers.push(caller)
  await caller.listTools()
  return caller
}
const bearing = (token: string): { requestInit: RequestInit } => ({
  requestInit: { headers: { authorization: `Bearer ${token}` } },
})

const CLIENTS: Record<'v1' | 'v2', Connect> = {
  async v1(token) {
    const client = new ClientV1({ name: 'test-client', version: '2.0.0' })
    await client.connect(new ClientTransportV1(new URL(resource), bearing(token)))
    return keep(asCaller(client))
  },
  async v2(token) {
    const client = new ClientV2(
      { name: 'test-client', version: '2.0.0' },
      { versionNegotiation: { mode: 'auto' } },
    )
    await client.connect(new ClientTransportV2(new URL(resource), bearing(token)))
    return keep(asCaller(client))
  },
}

const post = (token?: string): Promise<Response> =>
  fetch(resource, {
    method: 'POST',
    headers: {
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} }),
  })

const idOf = async (caller: Caller, query: string): Promise<string> => {
  const { content } = await caller.call('search_orders', { query })
  return /"(inc_.{16})"/.exec(content.at(-1)?.text ?? '')?.[1] ?? ''
}

const CASES = Object.keys(HOSTS).flatMap((host) =>
  (['v1', 'v2'] as const).map((client): [string, 'v1' | 'v2'] => [host, client]),
)

describe.each(CASES)('%s, %s client', (host, client) => {
  const signIn = async (sub: string): Promise<Caller> =>
    CLIENTS[client](await issuer.sign({ claims: { sub } }))

  test('R3.3 R1.2 a ticket carries its user’s token, the failing call is theirs alone', async () => {
    open(host)
    const [ana, ben] = await Promise.all([signIn('ana'), signIn('ben')])
    await Promise.all(
      (
        [
          ['ana', ana],
          ['ben', ben],
        ] as const
      ).map(async ([name, caller]) => {
        for (let round = 0; round < 4; round++) {
          const incident_id = await idOf(caller, `${name} ${round}`)
          await caller.report({ title: `${name} by id ${round}`, incident_id })
          await caller.report({ title: `${name} by subject ${round}` })
        }
      }),
    )
    const [anas, bens] = [await idOf(ana, 'ana last'), await idOf(ben, 'ben last')]
    await ana.report({ title: 'ana steals', incident_id: bens })
    await ben.report({ title: 'ben steals', incident_id: anas })

    expect(issuer.platform.posts).toHaveLength(18)
    for (const { headers, body } of issuer.platform.posts) {
      const [name = '', how] = body.title.split(' ')
      const [, claims = ''] = (headers.authorization ?? '').split('.')
      expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({ sub: name })
      expect(headers.authorization).toMatch(/^Bearer /)
      const attached = JSON.stringify(body.context?.incident?.arguments ?? 'nothing')
      expect(attached).toContain(how === 'steals' ? 'nothing' : `${name} `)
      // The token is in its header only.
      expect(JSON.stringify(body)).not.toContain(claims)
    }
    expect(warnings).toEqual([])
  })

  test('R3.1 R3.6 no e-mail is asked for, and a status needs no receipt', async () => {
    open(host)
    const caller = await signIn('ana')
    const tool = (await caller.listTools()).find(({ name }) => name === 'get_support_tool')
    expect(Object.keys(tool?.inputSchema['properties'] ?? {})).toEqual([
      'title',
      'description',
      'category',
      'incident_id',
    ])
    await caller.report({ email: 'ana@acme.test' })
    expect(issuer.platform.posts[0]?.body.email).toBeUndefined()
    const reference = 'TK-0000-0000'
    expect(await caller.call('get_support_status', { reference })).toMatchObject({
      structuredContent: { outcome: 'found' },
    })
    expect(issuer.platform.statusRequests[0]?.headers.authorization).toBe(
      issuer.platform.posts[0]?.headers.authorization,
    )
  })
})

describe.each(Object.keys(HOSTS))('%s', (host) => {
  test('R3.3 refuses what is not for it, with where to sign in', async () => {
    const { metadataUrl } = open(host)
    const bad = await Promise.all([
      post(),
      post('nonsense'),
      post(await issuer.sign({ claims: { aud: 'https://other.test' } })),
      post(await issuer.sign({ claims: { exp: 1_000_000_000 } })),
    ])
    for (const { status, headers } of bad) {
      expect(status).toBe(401)
      expect(headers.get('www-authenticate')).toContain('scope="mcp"')
      expect(headers.get('www-authenticate')).toContain(`resource_metadata="${metadataUrl}"`)
    }
    const { status, headers } = await post(await issuer.sign({ claims: { scope: 'other' } }))
    expect(status).toBe(403)
    expect(headers.get('www-authenticate')).toContain('error="insufficient_scope"')
  })

  test('R3.3 an outage of the platform is 5xx without a challenge', async () => {
    open(host)
    const token = await issuer.sign()
    await issuer.platform.pause()
    const { status, headers } = await post(token)
    // The MCP SDK's own check answers 500 instead of 503.
    expect(status).toBe(host.endsWith('its own check') ? 500 : 503)
    expect(headers.get('www-authenticate')).toBeNull()
    await issuer.platform.resume()
  })
})

describe.each(CASES)('%s, %s client, with a platform that hangs', (host, client) => {
  afterEach(() => vi.useRealTimers())

  test('R3.3 calls are answered with the old keys, while new ones are asked for', async () => {
    const obs = protectResource({
      dsn: issuer.platform.dsn,
      resource,
      timeoutMs: 60_000,
      logger: collectLog().logger,
    })
    server.on('request', HOSTS[host]!(obs))
    vi.useFakeTimers({ toFake: ['Date'] })
    const caller = await CLIENTS[client](
      await issuer.sign({ claims: { exp: Math.floor(Date.now() / 1_000) + 3_600 } }),
    )
    const hanging: IncomingMessage[] = []
    issuer.onKeys = (request) => void hanging.push(request)
    vi.setSystemTime(Date.now() + 601_000)
    for (let i = 0; i < 5; i++) await caller.call('list_orders', { query: '1' })
    expect(hanging.map(({ socket }) => socket.destroyed)).toEqual([false])
  })
})

test('R3.2 a session id of somebody else’s opens nothing', async () => {
  open('v1 with sessions')
  const [ana, ben] = await Promise.all(
    ['ana', 'ben'].map(async (sub) => bearing(await issuer.sign({ claims: { sub } }))),
  )
  const transport = new ClientTransportV1(new URL(resource), ana)
  const client = new ClientV1({ name: 'test-client', version: '2.0.0' })
  await client.connect(transport)
  await (await keep(asCaller(client))).call('search_orders', { query: 'ana' })

  // A client keeps using the session that it was given.
  const stolen = new ClientV1({ name: 'test-client', version: '2.0.0' })
  await stolen.connect(new ClientTransportV1(new URL(resource), { ...ben, sessionId: transport.sessionId! }))
  expect(await (await keep(asCaller(stolen))).report()).toMatchObject({
    outcome: 'recorded',
    context_attached: false,
  })
  expect(await callers[0]?.report({ title: 'ana' })).toMatchObject({ context_attached: true })
})

test('R3.3 on Express the metadata may be mounted on a path, which Express then cuts off', async () => {
  const obs = protectResource({ dsn: issuer.platform.dsn, resource })
  const app = createMcpExpressApp()
  app.use('/.well-known', obs.serveMetadata)
  server.on('request', app)
  expect(await (await fetch(obs.metadataUrl!)).json()).toEqual(obs.metadata)
})

test('R3.3 on an e-mail server a token of the platform is not sent on', async () => {
  issuer.platform.config.authMode = 'email'
  open('v2')
  await (await CLIENTS.v2(await issuer.sign())).report({ email: 'ana@acme.test' })
  expect(issuer.platform.posts.map(({ headers, body }) => [headers.authorization, body.email])).toEqual([
    [undefined, 'ana@acme.test'],
  ])
})

test('R3.3 the support tool is configured in the same place', async () => {
  const obs = protectResource({
    dsn: issuer.platform.dsn,
    resource,
    supportTool: { name: 'contact', title: 'Write to us' },
    statusTool: { enabled: false },
  })
  server.on('request', HOSTS['v2']!(obs))
  const tools = await (await CLIENTS.v2(await issuer.sign())).listTools()
  expect(tools.filter(({ name }) => !name.endsWith('_orders') && !name.endsWith('_order'))).toMatchObject([
    { name: 'contact', title: 'Write to us' },
  ])
})
