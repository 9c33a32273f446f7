/*
 * Transports of every shape. Whatever one looks like, the host answers on it. Where it cannot be listened to, it is left
 * alone, and one line says so.
 */
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createMcpObs } from '../src/index.ts'
import { collectLog } from './collect-log.ts'
import { FakePlatform } from '../../../testkit/platform/fake-platform.ts'
import { asCaller, GENERATIONS, listNames, registerTools, type Caller } from '../../../testkit/mcp/shop.ts'

let platform: FakePlatform
beforeEach(async () => {
  platform = await FakePlatform.start()
})
afterEach(() => platform.stop())

type Handler = (message: unknown, extra?: unknown) => void

/** The server's side of a pair. A transport below hands its callbacks to it in some way. */
abstract class Carrier {
  protected readonly far: InMemoryTransport
  constructor(far: InMemoryTransport) {
    this.far = far
  }
  async start(): Promise<void> {
    await this.far.start()
  }
  async send(message: unknown): Promise<void> {
    await this.far.send(message as never)
  }
  async close(): Promise<void> {
    await this.far.close()
  }
}

class SettersOnly extends Carrier {
  set onmessage(handler: Handler | undefined) {
    this.far.onmessage = handler as never
  }
  set onclose(handler: (() => void) | undefined) {
    this.far.onclose = handler as never
  }
  set onerror(handler: ((error: Error) => void) | undefined) {
    this.far.onerror = handler as never
  }
}

/** Each handler that is set is called, also the ones before it. */
class AddingSetters extends Carrier {
  readonly #handlers: Handler[] = []
  constructor(far: InMemoryTransport) {
    super(far)
    far.onmessage = (message, extra) => this.#handlers.forEach((handler) => handler(message, extra))
  }
  set onmessage(handler: Handler | undefined) {
    if (handler) this.#handlers.push(handler)
  }
}

class SetOnce extends Carrier {
  #handler: Handler | undefined
  get onmessage(): Handler | undefined {
    return this.#handler
  }
  set onmessage(handler: Handler | undefined) {
    if (this.#handler) throw new Error('onmessage is set already')
    this.#handler = handler
    this.far.onmessage = handler as never
  }
}

class PrivateFields extends Carrier {
  #onmessage: Handler | undefined
  #onclose: (() => void) | undefined
  get onmessage(): Handler | undefined {
    return this.#onmessage
  }
  set onmessage(handler: Handler | undefined) {
    this.#onmessage = handler
  }
  get onclose(): (() => void) | undefined {
    return this.#onclose
  }
  set onclose(handler: (() => void) | undefined) {
    this.#onclose = handler
  }
  override async start(): Promise<void> {
    this.far.onmessage = (message, extra) => this.#onmessage?.(message, extra)
    this.far.onclose = () => this.#onclose?.()
    await super.start()
  }
}

class WrappingAccessor extends Carrier {
  #onmessage: Handler | undefined
  get onmessage(): Handler | undefined {
    return this.#onmessage
  }
  set onmessage(handler: Handler | undefined) {
    this.#onmessage = handler && ((message, extra) => handler(message, extra))
    this.far.onmessage = this.#onmessage as never
  }
}

class ArrowMethods {
  readonly #far: InMemoryTransport
  onmessage: Handler | undefined = undefined
  onclose: (() => void) | undefined = undefined
  onerror: ((error: Error) => void) | undefined = undefined
  constructor(far: InMemoryTransport) {
    this.#far = far
  }
  start = async (): Promise<void> => {
    this.#far.onmessage = (message, extra) => this.onmessage?.(message, extra)
    await this.#far.start()
  }
  send = async (message: unknown): Promise<void> => this.#far.send(message as never)
  close = async (): Promise<void> => this.#far.close()
}

const withoutPrototype = (far: InMemoryTransport): object =>
  Object.setPrototypeOf(new ArrowMethods(far), null) as object

const bindingProxy = (far: InMemoryTransport): object =>
  new Proxy(new PrivateFields(far), {
    get: (target, name) => {
      const value = Reflect.get(target, name, target) as unknown
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
    set: (target, name, value) => Reflect.set(target, name, value, target),
  })

const deafProxy = (far: InMemoryTransport): object =>
  new Proxy(new ArrowMethods(far), {
    set: (target, name, value) => Reflect.set(target, name, value),
    defineProperty: () => false,
  })

class ThrowingGetters extends Carrier {
  get sessionId(): string {
    throw new Error('sessionId')
  }
  get onmessage(): Handler | undefined {
    throw new Error('onmessage')
  }
  set onmessage(handler: Handler | undefined) {
    this.far.onmessage = handler as never
  }
  get onclose(): (() => void) | undefined {
    throw new Error('onclose')
  }
  set onclose(handler: (() => void) | undefined) {
    this.far.onclose = handler as never
  }
}

const fixed =
  (...names: string[]) =>
  (far: InMemoryTransport): object => {
    const transport = new ArrowMethods(far)
    for (const name of names) Object.defineProperty(transport, name, { configurable: false, writable: false })
    return transport
  }

const fixedSetter = (far: InMemoryTransport): object =>
  Object.defineProperty(new SettersOnly(far), 'onmessage', {
    configurable: false,
    set: (handler: Handler) => void (far.onmessage = handler as never),
  })

const sealedClass = (far: InMemoryTransport): object => {
  const transport = Object.assign(new PlainMethods(far), { onclose: undefined, onerror: undefined })
  return Object.seal(transport)
}

class PlainMethods extends Carrier {
  onmessage: Handler | undefined = undefined
  override async start(): Promise<void> {
    this.far.onmessage = (message, extra) => this.onmessage?.(message, extra)
    await super.start()
  }
}

type Make = (far: InMemoryTransport) => object

const TAPPED: [string, Make][] = [
  ['with setters only', (far) => new SettersOnly(far)],
  ['whose setter adds handlers', (far) => new AddingSetters(far)],
  ['whose handler can be set once', (far) => new SetOnce(far)],
  ['with private fields and accessors', (far) => new PrivateFields(far)],
  ['whose accessor wraps', (far) => new WrappingAccessor(far)],
  ['with methods of its own', (far) => new ArrowMethods(far)],
  ['sealed, with methods of its own', (far) => Object.seal(new ArrowMethods(far))],
  ['without a prototype', withoutPrototype],
  ['a proxy that binds methods', bindingProxy],
  ['a proxy that does nothing', (far) => new Proxy(new PlainMethods(far), {})],
]

const UNTAPPED: [string, Make][] = [
  ['whose send is fixed', fixed('send')],
  ['whose start is fixed', fixed('start')],
  ['whose methods are fixed', fixed('start', 'send')],
  ['whose setter is fixed', fixedSetter],
  ['that is sealed', sealedClass],
  ['a proxy that refuses', deafProxy],
]

interface Way {
  name: string
  connect(obs: ReturnType<typeof createMcpObs>, transport: object): Promise<void>
}

const WAYS: Way[] = GENERATIONS.flatMap((generation): Way[] => [
  {
    name: `attached, ${generation.name}`,
    async connect(obs, transport) {
      const shop = generation.createShop()
      await obs.attach(shop)
      registerTools(shop)
      await shop.connect(transport as never)
    },
  },
  {
    name: `wrapped, ${generation.name}`,
    async connect(obs, transport) {
      const shop = generation.createShop()
      registerTools(shop)
      expect(obs.wrapTransport(transport as never)).toBe(transport)
      await shop.connect(transport as never)
    },
  },
])

async function open(way: Way, make: Make): Promise<{ caller: Caller; warnings: string[] }> {
  const { logger, warnings } = collectLog()
  const [near, far] = InMemoryTransport.createLinkedPair()
  await way.connect(createMcpObs({ dsn: platform.dsn, logger }), make(far))
  const client = new ClientV1({ name: 'test-client', version: '2.0.0' })
  await client.connect(near)
  return { caller: asCaller(client), warnings }
}

const OWN = ['list_orders', 'search_orders', 'refund_order']

describe.each(WAYS)('$name', (way) => {
  test.each(TAPPED)('a transport %s has the tools, and answers each call once', async (_name, make) => {
    const { caller, warnings } = await open(way, make)
    expect(await listNames(caller)).toEqual([...OWN, 'get_support_tool', 'get_support_status'])
    expect((await caller.call('list_orders', { query: '1' })).content).toHaveLength(1)
    expect((await caller.call('search_orders', { query: '1' })).content).toHaveLength(2)
    expect(await caller.report()).toMatchObject({ outcome: 'recorded', context_attached: true })
    expect(platform.posts).toHaveLength(1)
    expect(warnings).toEqual([])
    await caller.close()
  })

  test.each(UNTAPPED)('a transport %s is left alone, and one line says so', async (_name, make) => {
    const { caller, warnings } = await open(way, make)
    expect(await listNames(caller)).toEqual(OWN)
    expect((await caller.call('list_orders', { query: '1' })).content).toHaveLength(1)
    expect((await caller.call('search_orders', { query: '1' })).content).toHaveLength(1)
    expect(warnings).toEqual([
      'a connection goes without the support tool: its transport cannot be listened to',
    ])
    await caller.close()
  })
})

// The official servers read these members themselves, so they work on no such transport.
test('a transport whose getters throw has the tools, under a server that only sets', async () => {
  const { logger, warnings } = collectLog()
  const [near, far] = InMemoryTransport.createLinkedPair()
  const transport = createMcpObs({ dsn: platform.dsn, logger }).wrapTransport(new ThrowingGetters(far))
  const answers: Record<string, object> = {
    initialize: {
      protocolVersion: '2025-11-25',
      capabilities: { tools: {} },
      serverInfo: { name: 's', version: '1' },
    },
    'tools/list': { tools: [{ name: 'search_orders', inputSchema: { type: 'object' } }] },
    'tools/call': { isError: true, content: [{ type: 'text', text: 'upstream 500' }] },
  }
  transport.onmessage = (message) => {
    const { id, method } = message as { id?: number; method: string }
    if (id !== undefined) void transport.send({ jsonrpc: '2.0', id, result: answers[method] ?? {} })
  }
  transport.onclose = () => undefined
  await transport.start()
  const client = new ClientV1({ name: 'c', version: '1' })
  await client.connect(near)
  const caller = asCaller(client)
  expect(await listNames(caller)).toEqual(['search_orders', 'get_support_tool', 'get_support_status'])
  expect((await caller.call('search_orders')).content).toHaveLength(2)
  expect(await caller.report()).toMatchObject({ outcome: 'recorded', context_attached: true })
  expect(warnings).toEqual([])
})

test('a connection that ends counts its calls as unanswered, also behind setters', async () => {
  const [near, far] = InMemoryTransport.createLinkedPair()
  const shop = GENERATIONS[0]!.createShop()
  const kept: { incident: { outcome?: string } }[] = []
  const store = {
    put: (one: (typeof kept)[number]) => void kept.push(one),
    get: () => undefined,
    latest: () => undefined,
  }
  await createMcpObs({ dsn: platform.dsn, store }).attach(shop)
  ;(shop as unknown as { registerTool: (...args: unknown[]) => unknown }).registerTool(
    'wait',
    {},
    () => new Promise(() => undefined),
  )
  await shop.connect(new SettersOnly(far) as never)
  const client = new ClientV1({ name: 'c', version: '1' })
  await client.connect(near)
  const calling = client.callTool({ name: 'wait' })
  await client.ping()
  await client.close()
  await expect(calling).rejects.toThrow('closed')
  expect(kept).toMatchObject([{ incident: { outcome: 'no-answer' } }])
})
