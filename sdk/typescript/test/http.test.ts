/*
 * The SDK on real HTTP servers made with v1 and v2, with and without sessions, under old and new protocol revisions.
 */
import {
  Client as ClientV2,
  StreamableHTTPClientTransport as ClientTransportV2,
} from '@modelcontextprotocol/client'
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport as ClientTransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createMcpObs } from '../src/index.ts'
import { HANDLERS, serve, stopServers } from './http-hosts.ts'
import { FakePlatform } from '../../../testkit/platform/fake-platform.ts'
import { asCaller, type Caller } from '../../../testkit/mcp/shop.ts'

let platform: FakePlatform
let callers: Caller[]

beforeEach(async () => {
  platform = await FakePlatform.start()
  callers = []
})
afterEach(async () => {
  await Promise.all(callers.map((caller) => caller.close().catch(() => undefined)))
  await stopServers()
  await platform.stop()
})

type Connect = (url: string, user?: string) => Promise<Caller>

const headers = (user: string | undefined): { requestInit?: RequestInit } =>
  user === undefined ? {} : { requestInit: { headers: { authorization: `Bearer ${user}` } } }

/** Clients list the tools before they call one. */
const keep = async (caller: Caller): Promise<Caller> => {
  callers.push(caller)
  await caller.listTools()
  return caller
}

const connectV1: Connect = async (url, user) => {
  const client = new ClientV1({ name: 'test-client', version: '2.0.0' })
  await client.connect(new ClientTransportV1(new URL(url), headers(user)))
  return keep(asCaller(client))
}

const connectV2 =
  (mode: 'legacy' | 'auto'): Connect =>
  async (url, user) => {
    const client = new ClientV2({ name: 'test-client', version: '2.0.0' }, { versionNegotiation: { mode } })
    await client.connect(new ClientTransportV2(new URL(url), headers(user)))
    return keep(asCaller(client))
  }

const CASES: [string, string, Connect, { sessions: boolean; protocol: string }][] = [
  ['v1 with sessions', 'v1 client', connectV1, { sessions: true, protocol: '2025-11-25' }],
  ['v1 without sessions', 'v1 client', connectV1, { sessions: false, protocol: '2025-11-25' }],
  ['v2', 'v1 client', connectV1, { sessions: false, protocol: '2025-11-25' }],
  ['v2', 'v2 client, handshake', connectV2('legacy'), { sessions: false, protocol: '2025-11-25' }],
  ['v2', 'v2 client, 2026-07-28', connectV2('auto'), { sessions: false, protocol: '2026-07-28' }],
]

const idOf = async (caller: Caller, query: string): Promise<string> => {
  const { content } = await caller.call('search_orders', { query })
  return /"(inc_.{16})"/.exec(content.at(-1)?.text ?? '')?.[1] ?? ''
}

describe.each(CASES)('%s, %s', (server, _client, connect, { sessions, protocol }) => {
  const open = (user?: string): Promise<Caller> => url.then((at) => connect(at, user))
  let url: Promise<string>
  beforeEach(() => {
    url = serve(HANDLERS[server]!(createMcpObs({ dsn: platform.dsn })))
  })

  test('R3.1 listed once, callable, the failing call attached by its id', async () => {
    const caller = await open()
    expect((await caller.listTools()).filter(({ name }) => name === 'get_support_tool')).toHaveLength(1)
    expect(await caller.report({ incident_id: await idOf(caller, '1042') })).toMatchObject({
      outcome: 'recorded',
      context_attached: true,
    })
    expect(platform.posts[0]?.body.context).toMatchObject({
      correlation: 'incident-id',
      incident: { tool: 'search_orders', arguments: { query: '1042' } },
      client: { protocolVersion: protocol },
      server: { name: 'shop', version: '3.1.0' },
      transport: 'streamable-http',
    })
  })

  test('R3.2 an anonymous caller without an id gets nothing attached, unless a session binds them', async () => {
    const caller = await open()
    await idOf(caller, '1042')
    expect(await caller.report()).toMatchObject({ context_attached: sessions })
    expect(platform.posts[0]?.body.context?.correlation).toBe(sessions ? 'session' : 'none')
  })

  test('R3.2 two users at once never see each other’s calls', async () => {
    const [ana, ben] = await Promise.all([open('ana'), open('ben')])
    const rounds = Array.from({ length: 10 }, (_, round) => round)
    await Promise.all(
      rounds.flatMap((round) =>
        [ana, ben].map(async (caller, index) => {
          const name = index === 0 ? 'ana' : 'ben'
          const id = await idOf(caller, `${name} ${round}`)
          await caller.report({ title: `${name} by id ${round}`, incident_id: id })
          await caller.report({ title: `${name} by subject ${round}` })
        }),
      ),
    )
    const [anas, bens] = [await idOf(ana, 'ana last'), await idOf(ben, 'ben last')]
    await ana.report({ title: 'ana steals', incident_id: bens })
    await ben.report({ title: 'ben steals', incident_id: anas })

    expect(platform.posts).toHaveLength(42)
    const [stolen, own] = [true, false].map((steals) =>
      platform.posts.map(({ body }) => body).filter(({ title }) => title.includes('steals') === steals),
    )
    expect(stolen?.map(({ context }) => context?.correlation)).toEqual(['not-found', 'not-found'])
    expect(stolen?.map(({ context }) => context?.incident)).toEqual([undefined, undefined])
    for (const { title, context } of own ?? []) {
      const name = title.startsWith('ana') ? 'ana' : 'ben'
      const implicit = sessions ? 'session' : 'subject'
      expect(context?.correlation).toBe(title.includes('by id') ? 'incident-id' : implicit)
      expect(JSON.stringify(context?.incident?.arguments)).toContain(`${name} `)
      expect(JSON.stringify(context)).not.toContain(name === 'ana' ? 'ben ' : 'ana ')
    }
  })

  test('calling again makes one ticket, also where nothing binds the caller', async () => {
    const caller = await open()
    const first = await caller.report()
    expect(first).toMatchObject({ outcome: 'recorded', needs_contact: true })
    // Without a session, the second call counts as the same because it passes the id that the first one returned.
    expect(first.incident_id !== undefined).toBe(!sessions)
    expect(first.message).toContain(
      sessions ? 'plus email.' : `plus email and incident_id "${first.incident_id}".`,
    )
    const again = await caller.report({
      email: 'ana@acme.test',
      ...(first.incident_id && { incident_id: first.incident_id }),
    })
    expect(again).toMatchObject({
      outcome: 'already_recorded',
      reference: first.reference,
      needs_contact: false,
    })
    expect(platform.tickets.size).toBe(1)
  })

  test('two strangers who write the same words get two tickets', async () => {
    const [one, two] = [await open(), await open()]
    await one.report()
    await two.report()
    expect(platform.tickets.size).toBe(2)
  })

  test('R3.4 a call that is repeated after a reconnect makes no second ticket, and the call stays attached', async () => {
    platform.onPost = (request, _response, body) => {
      platform.commit(request, undefined, body)
      request.socket.destroy()
    }
    const first = await open()
    const fields = { incident_id: await idOf(first, '1042'), email: 'ana@acme.test' }
    expect((await first.report(fields)).message).toContain('with the same arguments is safe')
    await first.close()

    platform.onPost = undefined
    const second = await open()
    expect((await second.report(fields)).outcome).toBe('already_recorded')
    expect(Array.from(platform.tickets.values(), ({ body }) => body.context?.incident?.tool)).toEqual([
      'search_orders',
    ])
  })

  test.runIf(sessions)('R3.4 without an id, a repeated call is safe in this session', async () => {
    platform.onPost = (request, _response, body) => {
      platform.commit(request, undefined, body)
      request.socket.destroy()
    }
    const caller = await open()
    expect((await caller.report()).message).toContain('with the same arguments in this session is safe')
    platform.onPost = undefined
    expect((await caller.report()).outcome).toBe('already_recorded')
    expect(platform.tickets.size).toBe(1)
  })

  test.runIf(sessions)('R3.4 an id of another form does not make two sessions one', async () => {
    const [one, two] = [await open(), await open()]
    await one.report({ incident_id: 'unknown' })
    await two.report({ incident_id: 'unknown' })
    expect(platform.tickets.size).toBe(2)
  })

  test('a token of another issuer never reaches the platform', async () => {
    await (await open('ana')).report()
    expect(platform.posts[0]?.headers.authorization).toBeUndefined()
    expect(JSON.stringify(platform.posts)).not.toContain('"ana"')
  })
})

const jwt = (claims: object): string =>
  ['{"alg":"none"}', JSON.stringify(claims), 'sig']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.')

test('a token that the platform issued goes back to it, and no e-mail beside it', async () => {
  platform.config.authMode = 'oauth'
  platform.config.oauth = { issuer: platform.origin, resource: 'https://mcp.acme.test', scopes: ['mcp'] }
  const url = await serve(HANDLERS['v2']!(createMcpObs({ dsn: platform.dsn })))
  const [own, foreign] = [
    jwt({ iss: platform.origin, sub: 'u1' }),
    jwt({ iss: 'https://evil.test', sub: 'u1' }),
  ]
  await (await connectV1(url, own)).report({ email: 'ana@acme.test' })
  await (await connectV1(url, foreign)).report({ title: 'other' })
  expect(platform.posts.map(({ headers: sent }) => sent.authorization)).toEqual([`Bearer ${own}`, undefined])
  expect(platform.posts.map(({ body }) => body.email)).toEqual([undefined, undefined])
})

test('R3.6 a signed-in user needs no receipt; a token goes to its own issuer alone', async () => {
  platform.config.authMode = 'oauth'
  platform.config.oauth = { issuer: platform.origin, resource: 'https://mcp.acme.test', scopes: ['mcp'] }
  const url = await serve(HANDLERS['v2']!(createMcpObs({ dsn: platform.dsn })))
  const own = await connectV1(url, jwt({ iss: platform.origin, sub: 'u1' }))
  const foreign = await connectV1(url, jwt({ iss: 'https://evil.test', sub: 'u1' }))
  const { reference } = await own.report()
  expect(await own.call('get_support_status', { reference })).toMatchObject({
    structuredContent: { outcome: 'found', reference },
  })
  expect(await foreign.call('get_support_status', { reference })).toMatchObject({
    structuredContent: { outcome: 'failed', message: expect.stringContaining('must sign in') },
  })
  expect(platform.statusRequests.map(({ headers: sent }) => sent.authorization)).toEqual([
    platform.posts[0]?.headers.authorization,
  ])
})

test('a server per request costs one request for the configuration, not one each', async () => {
  const url = await serve(HANDLERS['v2']!(createMcpObs({ dsn: platform.dsn })))
  const caller = await connectV1(url)
  for (let i = 0; i < 10; i++) await caller.listTools()
  expect(platform.configRequests).toHaveLength(1)
})
