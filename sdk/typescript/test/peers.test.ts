/*
 * Which connections have exactly one user. Found by what is there, since bundlers rename classes, and hosts wrap
 * transports and write their own.
 */
import { PassThrough } from 'node:stream'
import { createInterface } from 'node:readline'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js'
import { StdioServerTransport as StdioV1 } from '@modelcontextprotocol/sdk/server/stdio.js'
import { StdioServerTransport as StdioV2 } from '@modelcontextprotocol/server/stdio'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createMcpObs, type McpObsOptions } from '../src/index.ts'
import { Peer } from '../src/capture/peer.ts'
import { collectLog } from './collect-log.ts'
import { FakePlatform } from '../../../testkit/platform/fake-platform.ts'
import { asCaller, GENERATIONS, registerTools, type Caller } from '../../../testkit/mcp/shop.ts'

/** A transport whose class has the name that a minifier gave it. */
const minified = <T extends object>(transport: T): T =>
  Object.defineProperty(transport, 'constructor', { value: { name: 'a' } })

/** Stands for `process.stdin`, which has the number of its file. */
const stdin = (): PassThrough => Object.assign(new PassThrough(), { fd: 0 })

class Bare {
  start = (): Promise<void> => Promise.resolve()
  send = (): Promise<void> => Promise.resolve()
}

class Wrapper extends Bare {
  readonly inner: object
  constructor(inner: object) {
    super()
    this.inner = inner
  }
}

class LineReader extends Bare {
  readonly lines = createInterface({ input: stdin() })
}

const STDIO: [string, () => object][] = [
  ['v1', () => new StdioV1(stdin(), new PassThrough())],
  ['v2', () => new StdioV2(stdin(), new PassThrough())],
  ['v1, minified', () => minified(new StdioV1(stdin(), new PassThrough()))],
  ['v2, minified', () => minified(new StdioV2(stdin(), new PassThrough()))],
  ['minified, with streams of its own', () => minified(new StdioV1(new PassThrough(), new PassThrough()))],
  ['wrapped', () => new Wrapper(new StdioV1(stdin(), new PassThrough()))],
  ['wrapped and minified', () => new Wrapper(minified(new StdioV2(stdin(), new PassThrough())))],
  ['a class that reads lines', () => new LineReader()],
  ['a class that reads standard input', () => Object.assign(new Bare(), { input: stdin() })],
]

const open = (transport: object, isStdio = false, peers = 0): Peer =>
  new Peer(transport as never, { processId: 'process', peers }, isStdio)
const request = { request: new Request('http://shop.test/mcp') }

describe.each(STDIO)('stdio: %s', (_name, create) => {
  test('is the user of the process', () => {
    const peer = open(create())
    expect([peer.name(undefined), peer.onlyUser(undefined)]).toEqual(['stdio', 'process'])
  })

  test('is nobody’s when a message came with a request', () => {
    const peer = open(create())
    expect([peer.name(request), peer.onlyUser(request)]).toEqual(['streamable-http', undefined])
  })
})

test.each<[string, () => object, string]>([
  [
    'Streamable HTTP',
    () => new StreamableHTTPServerTransport({ sessionIdGenerator: undefined }),
    'streamable-http',
  ],
  [
    'Streamable HTTP, minified',
    () => minified(new StreamableHTTPServerTransport({ sessionIdGenerator: undefined })),
    'streamable-http',
  ],
  [
    'Streamable HTTP, wrapped',
    () => new Wrapper(minified(new StreamableHTTPServerTransport({ sessionIdGenerator: undefined }))),
    'streamable-http',
  ],
  ['SSE, minified', () => Object.assign(new Bare(), { handlePostMessage: () => undefined }), 'sse'],
  ['a class of its own before it is met', () => new Bare(), 'other'],
])('%s has no only user', (_name, create, kind) => {
  const peer = open(create())
  expect([peer.name(undefined), peer.onlyUser(undefined)]).toEqual([kind, undefined])
})

test('in memory, minified, each connection has its user', () => {
  const [near, far] = InMemoryTransport.createLinkedPair()
  const [first, second] = [open(minified(near)), open(minified(far))]
  expect([first.name(undefined), second.name(undefined)]).toEqual(['in-memory', 'in-memory'])
  expect(first.onlyUser(undefined)).not.toBe(second.onlyUser(undefined))
})

describe('a transport of the host’s own', () => {
  test('has one user once a client has introduced itself', () => {
    const peer = open(new Bare())
    peer.received('initialize', undefined)
    expect(peer.name(undefined)).toBe('stdio')
    expect(peer.onlyUser(undefined)).toMatch(/^[0-9a-z]{16}$/)
  })

  test('has one user if that client asked before, or asks in the revision that has no introduction', () => {
    const asked = open(new Bare())
    for (const method of ['server/discover', 'initialize']) asked.received(method, undefined)
    const modern = open(new Bare())
    modern.received('server/discover', undefined)
    expect([asked.name(undefined), modern.name(undefined)]).toEqual(['stdio', 'stdio'])
    modern.received('server/discover', undefined)
    expect(modern.onlyUser(undefined)).toBeUndefined()
  })

  test('has several after a second introduction', () => {
    const peer = open(new Bare())
    for (let i = 0; i < 2; i++) peer.received('initialize', undefined)
    expect([peer.name(undefined), peer.onlyUser(undefined)]).toEqual(['other', undefined])
  })

  test('has several as soon as one message came with a request, or if it has a session', () => {
    const served = open(new Bare())
    served.received('initialize', request)
    served.received('tools/list', undefined)
    const held = open(Object.assign(new Bare(), { sessionId: 's' }))
    held.received('initialize', undefined)
    expect([served.onlyUser(undefined), held.onlyUser(undefined)]).toEqual([undefined, undefined])
    expect(held.session).toBe('s')
  })

  test('is not called stdio when the process has other connections, and keeps its user', () => {
    const peer = open(new Bare(), false, 1)
    peer.received('initialize', undefined)
    expect([peer.name(undefined), typeof peer.onlyUser(undefined)]).toEqual(['other', 'string'])
  })

  test('is stdio if the host says so', () => {
    const peer = open(new Bare(), true)
    expect([peer.name(undefined), peer.onlyUser(undefined)]).toEqual(['stdio', 'process'])
    expect([peer.name(request), peer.onlyUser(request)]).toEqual(['streamable-http', undefined])
  })
})

test('nothing of the transport that could act is touched', () => {
  const touched: string[] = []
  const transport = Object.defineProperty(new Bare(), 'socket', {
    enumerable: true,
    get: () => touched.push('socket'),
  })
  open(transport)
  open(new Wrapper(transport))
  expect(touched).toEqual([])
})

describe.each(GENERATIONS)('on $name', (generation) => {
  let platform: FakePlatform
  beforeEach(async () => {
    platform = await FakePlatform.start()
  })
  afterEach(() => platform.stop())

  /** An in-memory connection behind a class that nobody knows. */
  class Own {
    readonly #far: InMemoryTransport
    onmessage?: (message: unknown) => void
    onclose?: () => void
    constructor(far: InMemoryTransport) {
      this.#far = far
    }
    async start(): Promise<void> {
      // oxlint-disable-next-line unicorn/prefer-add-event-listener -- MCP transports have callbacks, not events
      this.#far.onmessage = (message) => this.onmessage?.(message)
      await this.#far.start()
    }
    async send(message: unknown): Promise<void> {
      await this.#far.send(message as never)
    }
    async close(): Promise<void> {
      await this.#far.close()
    }
  }

  async function serve(options: McpObsOptions = {}): Promise<Caller> {
    const [near, far] = InMemoryTransport.createLinkedPair()
    const shop = generation.createShop()
    await createMcpObs({ dsn: platform.dsn, logger: collectLog().logger, ...options }).attach(shop)
    registerTools(shop)
    await shop.connect(new Own(far))
    const client = new Client({ name: 'test-client', version: '2.0.0' })
    await client.connect(near)
    return asCaller(client)
  }

  test('R3.2 over a transport of the host’s own, the failing call is attached without an id', async () => {
    const caller = await serve()
    await caller.call('list_orders', { query: '1' })
    await caller.call('search_orders', { query: '1' })
    expect(await caller.report()).toMatchObject({ outcome: 'recorded', context_attached: true })
    expect(platform.posts[0]?.body.context).toMatchObject({
      transport: 'stdio',
      correlation: 'process',
      incident: { tool: 'search_orders' },
      trail: [{ tool: 'list_orders' }],
    })
    expect(await caller.report()).toMatchObject({ outcome: 'already_recorded' })
  })

  test('R3.2 two such connections never see each other’s calls', async () => {
    const [ana, ben] = [await serve(), await serve()]
    await ana.call('search_orders', { query: 'ana' })
    expect(await ben.report()).toMatchObject({ outcome: 'recorded', context_attached: false })
    expect(await ana.report()).toMatchObject({ outcome: 'recorded', context_attached: true })
  })

  test('the host can say that it is stdio', async () => {
    const caller = await serve({ transport: 'stdio' })
    await caller.report()
    expect(platform.posts[0]?.body.context?.transport).toBe('stdio')
  })
})
