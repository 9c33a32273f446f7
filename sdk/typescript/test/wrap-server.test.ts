/*
 * `wrapServer`, for frameworks that create their servers themselves and hand them out, or hide them.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createMcpObs } from '../src/index.ts'
import { FakePlatform } from '../../../testkit/platform/fake-platform.ts'
import {
  GENERATIONS,
  listNames,
  registerTools,
  type Generation,
  type Shop,
} from '../../../testkit/mcp/shop.ts'
import { collectLog } from './collect-log.ts'

let platform: FakePlatform
beforeEach(async () => {
  platform = await FakePlatform.start()
})
afterEach(() => platform.stop())

const OURS = ['get_support_status', 'get_support_tool']

/** A framework that builds a server for each connection and gives none out. */
class Framework {
  readonly #generation: Generation
  connections: unknown[][] = []

  constructor(generation: Generation) {
    this.#generation = generation
  }

  async connect(transport: unknown, ...rest: unknown[]): Promise<string> {
    this.connections.push(rest)
    const shop = this.#generation.createShop()
    registerTools(shop)
    await (shop as unknown as { connect(transport: unknown): Promise<void> }).connect(transport)
    return 'connected'
  }
}

describe.each(GENERATIONS)('on $name', (generation) => {
  test('R3.1 R3.2 each connection of a framework has the tools and their tickets', async () => {
    const obs = createMcpObs({ dsn: platform.dsn })
    const framework = new Framework(generation)
    expect(obs.wrapServer(framework)).toBe(framework)
    for (const order of ['1', '2']) {
      const caller = await generation.connect(framework as unknown as Shop)
      expect(await listNames(caller)).toEqual(expect.arrayContaining(OURS))
      await caller.call('refund_order', { query: order })
      expect(await caller.report({ title: `Refund of ${order}` })).toMatchObject({ context_attached: true })
      expect(platform.posts.at(-1)?.body.context?.incident?.arguments).toEqual({ query: order })
    }
    expect(framework.connections).toHaveLength(2)
  })

  test('what the framework is given and gives back passes through', async () => {
    const framework = createMcpObs({ dsn: platform.dsn }).wrapServer(new Framework(generation))
    const auth = { sub: 'ana' }
    const transport = { start: () => Promise.resolve(), send: () => Promise.resolve() }
    expect(await framework.connect(transport, auth)).toBe('connected')
    expect(framework.connections).toEqual([[auth]])
  })

  test('wrapped twice, everything is there once', async () => {
    const obs = createMcpObs({ dsn: platform.dsn })
    const framework = obs.wrapServer(obs.wrapServer(new Framework(generation)))
    createMcpObs({ dsn: platform.dsn }).wrapServer(framework)
    const caller = await generation.connect(framework as unknown as Shop)
    expect((await listNames(caller)).filter((name) => OURS.includes(name)).toSorted()).toEqual(OURS)
    expect((await caller.call('search_orders', { query: '1' })).content).toHaveLength(2)
  })

  test('a server that a framework hands out is attached, and nobody has to await it', async () => {
    const obs = createMcpObs({ dsn: platform.dsn })
    const shop = obs.wrapServer(generation.createShop())
    registerTools(shop)
    const caller = await generation.connect(shop)
    expect(await listNames(caller)).toEqual(expect.arrayContaining(OURS))
    await caller.call('refund_order', { query: '7' })
    await caller.report()
    expect(platform.posts[0]?.body.context?.incident?.error?.stack).toContain('shop.ts')
  })

  test('a server that is connected gets the tools, and its client is told', async () => {
    const { logger, warnings } = collectLog()
    const shop = generation.createShop()
    registerTools(shop)
    const caller = await generation.connect(shop)
    let announced = 0
    caller.onListChanged(() => announced++)
    expect(await listNames(caller)).not.toContain('get_support_tool')
    createMcpObs({ dsn: platform.dsn, logger }).wrapServer(shop)
    await expect.poll(() => announced).toBeGreaterThan(0)
    expect(await listNames(caller)).toEqual(expect.arrayContaining(OURS))
    await caller.call('search_orders', { query: '1' })
    expect(await caller.report()).toMatchObject({ context_attached: true })
    expect(warnings).toEqual([])
  })

  test('the host’s own tool of that name wins on a connected server too, before any list', async () => {
    const { logger, warnings } = collectLog()
    const shop = generation.createShop()
    registerTools(shop)
    ;(shop as unknown as { registerTool: (...args: unknown[]) => unknown }).registerTool(
      'get_support_tool',
      {},
      () => ({ content: [{ type: 'text', text: 'own' }] }),
    )
    const caller = await generation.connect(shop)
    await createMcpObs({ dsn: platform.dsn, logger }).attach(shop)
    expect((await caller.call('get_support_tool')).content).toMatchObject([{ text: 'own' }])
    expect(platform.posts).toEqual([])
    expect(warnings).toEqual([expect.stringContaining('its own tool get_support_tool')])
  })

  test('what comes to a connected server before the first configuration waits for it', async () => {
    let release: (() => void) | undefined
    platform.onConfig = (_request, response) => {
      const headers = { 'content-type': 'application/json' }
      release = () => response.writeHead(200, headers).end(JSON.stringify(platform.config))
    }
    const shop = generation.createShop()
    registerTools(shop)
    const caller = await generation.connect(shop)
    createMcpObs({ dsn: platform.dsn }).wrapServer(shop)
    const first = listNames(caller)
    const second = caller.call('refund_order', { query: '7' })
    await expect.poll(() => release).toBeDefined()
    release?.()
    expect(await first).toEqual(expect.arrayContaining(OURS))
    expect((await second).content.at(-1)?.text).toMatch(/inc_/)
  })
})

test('what does not connect is refused without throwing', () => {
  const { logger, warnings } = collectLog()
  const obs = createMcpObs({ dsn: platform.dsn, logger })
  const frozen = Object.freeze({ connect: () => Promise.resolve() })
  for (const value of [undefined, null, 5, {}, frozen]) expect(obs.wrapServer(value as never)).toBe(value)
  expect(warnings).toHaveLength(5)
})

test('without a DSN nothing is changed', () => {
  const connect = () => Promise.resolve()
  const framework = { connect }
  expect(createMcpObs({ dsn: '' }).wrapServer(framework)).toBe(framework)
  expect(framework.connect).toBe(connect)
})
