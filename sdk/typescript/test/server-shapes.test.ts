/*
 * Servers of every shape. Whatever one looks like, the host works, with the tools or with a line that says why not.
 */
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js'
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createMcpObs } from '../src/index.ts'
import { collectLog } from './collect-log.ts'
import { FakePlatform } from '../../../testkit/platform/fake-platform.ts'
import {
  asCaller,
  GENERATIONS,
  listNames,
  registerTools,
  type Caller,
  type Shop,
} from '../../../testkit/mcp/shop.ts'

let platform: FakePlatform
beforeEach(async () => {
  platform = await FakePlatform.start()
})
afterEach(() => platform.stop())

type Members = Record<string | symbol, unknown>
type Method = (...args: unknown[]) => unknown

/** What calls something of its own before the method of the same name. */
function logging<T extends object>(target: T, calls: string[] = []): T {
  const members = target as Members
  return new Proxy(target, {
    get(_, name) {
      if (typeof members[name] !== 'function' || name === 'constructor') return members[name]
      return (...args: unknown[]) => {
        calls.push(String(name))
        return (members[name] as Method).apply(target, args)
      }
    },
  })
}

function binding<T extends object>(target: T): T {
  return new Proxy(target, {
    get(_, name) {
      const value = Reflect.get(target, name, target) as unknown
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
}

function inside(shop: Shop, wrap: (server: object) => object): Shop {
  return Object.defineProperty(shop, 'server', { value: wrap(shop.server) })
}

function handingOut(shop: Shop, wrap: (tool: object) => unknown): Shop {
  const registerTool = (shop.registerTool as unknown as (...args: unknown[]) => object).bind(shop)
  return Object.assign(shop, { registerTool: (...args: unknown[]) => wrap(registerTool(...args)) })
}

const SHAPES: [string, (shop: Shop) => Shop][] = [
  ['behind a proxy that logs', (shop) => logging(shop)],
  ['behind a proxy that binds', (shop) => binding(shop)],
  ['with its inner server behind a proxy that logs', (shop) => inside(shop, (server) => logging(server))],
  ['with its inner server behind a proxy that binds', (shop) => inside(shop, binding)],
  ['that hands out frozen tools', (shop) => handingOut(shop, Object.freeze)],
  ['that hands out tools behind a proxy', (shop) => handingOut(shop, (tool) => logging(tool))],
  ['that hands out no tools', (shop) => handingOut(shop, () => undefined)],
]

async function connect(shop: { connect(transport: never): Promise<unknown> }): Promise<Caller> {
  const [near, far] = InMemoryTransport.createLinkedPair()
  const client = new ClientV1({ name: 'test-client', version: '2.0.0' })
  await shop.connect(far as never)
  await client.connect(near)
  return asCaller(client)
}

const ALL = ['list_orders', 'search_orders', 'refund_order', 'get_support_tool', 'get_support_status']

describe.each(GENERATIONS)('$name', (generation) => {
  test.each(SHAPES)('R3.2 a server %s has the tools, and its tickets have stacks', async (_name, make) => {
    const { logger, warnings } = collectLog()
    const shop = make(generation.createShop())
    await createMcpObs({ dsn: platform.dsn, logger }).attach(shop)
    registerTools(shop)
    const caller = await connect(shop)
    expect(await listNames(caller)).toEqual(ALL)
    expect((await caller.call('list_orders', { query: '1' })).content).toHaveLength(1)
    expect((await caller.call('refund_order', { query: '1' })).content).toHaveLength(2)
    expect(await caller.report()).toMatchObject({ outcome: 'recorded', context_attached: true })
    expect(platform.posts[0]?.body.context?.incident?.error?.stack).toMatch(/^UpstreamError: .*\n {4}at /)
    expect(warnings).toEqual([])
    await caller.close()
  })

  test('R3.2 a tool that is changed behind a proxy keeps its stack', async () => {
    const shop = handingOut(generation.createShop(), (tool) => logging(tool))
    await createMcpObs({ dsn: platform.dsn }).attach(shop)
    const register = shop.registerTool as unknown as (...args: unknown[]) => { update(change: object): void }
    const tool = register('refund_order', {}, () => ({ content: [] }))
    tool.update({ title: 'Refund' })
    tool.update({ callback: () => Promise.reject(new Error('no refund')) })
    const caller = await connect(shop)
    await caller.listTools()
    await caller.call('refund_order')
    await caller.report()
    expect(platform.posts[0]?.body.context?.incident?.error?.stack).toMatch(/^Error: no refund\n {4}at /)
  })

  test('R3.2 a server whose way to register is fixed has the tools, and no stacks', async () => {
    const { logger, warnings } = collectLog()
    const shop = generation.createShop()
    const registerTool = shop.registerTool.bind(shop)
    Object.defineProperty(shop, 'registerTool', { get: () => registerTool })
    await createMcpObs({ dsn: platform.dsn, logger }).attach(shop)
    registerTools(shop)
    const caller = await connect(shop)
    expect(await listNames(caller)).toEqual(ALL)
    expect((await caller.call('refund_order', { query: '1' })).content).toHaveLength(2)
    expect(await caller.report()).toMatchObject({ outcome: 'recorded', context_attached: true })
    expect(warnings).toEqual([])
  })

  test('R3.2 a server whose way to connect is fixed is left alone, and one line says so', async () => {
    const { logger, warnings } = collectLog()
    const shop = generation.createShop()
    Object.defineProperty(shop.server, 'connect', { value: shop.server.connect, writable: false })
    await createMcpObs({ dsn: platform.dsn, logger }).attach(shop)
    registerTools(shop)
    const caller = await connect(shop)
    expect(await listNames(caller)).toEqual(ALL.slice(0, 3))
    expect(warnings).toEqual([expect.stringMatching(/^the support tool was not added: .*connect/)])
  })

  test.each([
    ['that logs', logging],
    ['that binds', binding],
  ])('R3.2 what hides its server behind a proxy %s has the tools', async (_name, wrap) => {
    const { logger, warnings } = collectLog()
    const shop = generation.createShop()
    registerTools(shop)
    const hidden = wrap({ connect: (transport: never) => shop.connect(transport) })
    createMcpObs({ dsn: platform.dsn, logger }).wrapServer(hidden)
    expect(await listNames(await connect(hidden))).toEqual(ALL)
    expect(warnings).toEqual([])
  })
})
