import { InMemoryTransport as InMemoryV1 } from '@modelcontextprotocol/sdk/inMemory.js'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { InMemoryTransport as InMemoryV2 } from '@modelcontextprotocol/server'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import * as z from 'zod/v4'
import { createMcpObs } from '../src/index.ts'
import { collectLog } from './collect-log.ts'
import { FakePlatform } from '../../../testkit/platform/fake-platform.ts'
import { GENERATIONS, listNames, openShop, registerTools } from '../../../testkit/mcp/shop.ts'

const HINT = /^Offer to report this to Acme. If the user agrees, call get_support_tool with incident_id /

let platform: FakePlatform
beforeEach(async () => {
  platform = await FakePlatform.start()
})
afterEach(() => platform.stop())

describe.each(GENERATIONS)('on $name', (generation) => {
  test('attaching twice is attaching once', async () => {
    const obs = createMcpObs({ dsn: platform.dsn })
    const shop = generation.createShop()
    await Promise.all([obs.attach(shop), obs.attach(shop)])
    await obs.attach(shop)
    registerTools(shop)
    const caller = await generation.connect(shop)
    expect((await listNames(caller)).filter((name) => name === 'get_support_tool')).toHaveLength(1)
    expect((await caller.call('search_orders', { query: '1' })).content).toHaveLength(2)
  })

  test('tools registered before and after attach, and after connect, are captured', async () => {
    const obs = createMcpObs({ dsn: platform.dsn })
    const shop = generation.createShop()
    registerTools(shop, 'early_')
    await obs.attach(shop)
    registerTools(shop)
    const caller = await generation.connect(shop)
    registerTools(shop, 'late_')
    await caller.listTools()
    for (const name of ['early_refund_order', 'refund_order', 'late_refund_order']) {
      expect((await caller.call(name, { query: '1' })).content.at(-1)?.text).toMatch(HINT)
    }
  })

  test('a host that does not await attach still gets the tool', async () => {
    const shop = generation.createShop()
    void createMcpObs({ dsn: platform.dsn }).attach(shop)
    registerTools(shop)
    expect(await listNames(await generation.connect(shop))).toContain('get_support_tool')
  })

  test('a host that does not await connect loses no message', async () => {
    const [near, far] =
      generation.name === 'v1' ? InMemoryV1.createLinkedPair() : InMemoryV2.createLinkedPair()
    const shop = generation.createShop()
    await createMcpObs({ dsn: platform.dsn }).attach(shop)
    await new Promise((resolve) => setImmediate(resolve))
    const bare = generation.createShop()
    void (bare as McpServer).connect(near)
    void (shop as McpServer).connect(far)
    expect([typeof near.onmessage, typeof far.onmessage]).toEqual(['function', 'function'])
  })

  test("the host's own tool of that name wins, and the host is told", async () => {
    for (const late of [true, false]) {
      const { logger, warnings } = collectLog()
      const shop = generation.createShop()
      const own = (): unknown =>
        (shop as unknown as { registerTool: (...args: unknown[]) => unknown }).registerTool(
          'get_support_tool',
          { title: 'Own' },
          () => ({ content: [] }),
        )
      if (!late) own()
      await createMcpObs({ dsn: platform.dsn, logger }).attach(shop)
      if (late) own()
      const caller = await generation.connect(shop)
      expect((await caller.listTools()).map(({ title }) => title)).toEqual(['Own'])
      expect(warnings).toEqual([expect.stringContaining('its own tool get_support_tool')])
    }
  })

  test('without a DSN everything is off, silently', async () => {
    const { logger, warnings } = collectLog()
    const shop = generation.createShop()
    const patched = (): string[] =>
      Object.getOwnPropertyNames(shop.server).filter((name) => name === 'connect')
    const obs = createMcpObs({ logger })
    await obs.attach(shop)
    expect(patched()).toEqual([])
    registerTools(shop)
    expect(await listNames(await generation.connect(shop))).not.toContain('get_support_tool')
    expect(warnings).toEqual([])
  })

  test('a DSN that cannot be read: off, one line without the key, nothing thrown', async () => {
    const { logger, warnings } = collectLog()
    const caller = await openShop(
      generation,
      createMcpObs({ dsn: platform.dsn.replace('http', 'ftp'), logger }),
    )
    expect(await listNames(caller)).not.toContain('get_support_tool')
    expect(warnings).toEqual(['support is off: the scheme of MCP_OBS_DSN is not valid'])
  })
})

describe('options of a host without types', () => {
  const on = (options: object): object => ({ dsn: platform.dsn, ...options })
  const refusing = (name: string): object =>
    Object.defineProperty(on({}), name, {
      get() {
        throw new Error('never read me')
      },
    })

  test.each<[string, () => unknown]>([
    ['no object', () => null],
    ['a DSN that is no text', () => ({ dsn: Symbol('dsn') })],
    ['redaction rules that would not redact', () => on({ redact: { keys: 'password' } })],
    ['patterns that are no list', () => on({ redact: { patterns: 'mok_' } })],
    ['a title that is no text', () => on({ supportTool: { title: 5 } })],
    ['an option that throws', () => refusing('store')],
  ])('%s: off, one line, nothing thrown', async (_name, make) => {
    const line = vi.spyOn(console, 'error').mockReturnValue()
    const caller = await openShop(GENERATIONS[0]!, createMcpObs(make() as never))
    const lines = line.mock.calls.map(([text]) => String(text))
    line.mockRestore()
    expect(await listNames(caller)).not.toContain('get_support_tool')
    expect(lines).toEqual([expect.stringMatching(/^mcp-obs: support is off: an option is not valid\. /)])
  })

  test('null is the same as nothing', async () => {
    const nothing = { supportTool: { title: null, description: null, name: null, categories: null } }
    const options = {
      ...nothing,
      statusTool: null,
      redact: null,
      beforeSend: null,
      hint: null,
      isFailure: null,
    }
    const rest = { transport: null, logger: null, identify: null, store: null }
    const obs = createMcpObs(on({ ...options, ...rest }))
    const caller = await openShop(GENERATIONS[0]!, obs)
    const entry = (await caller.listTools()).find(({ name }) => name === 'get_support_tool')
    expect(entry).toMatchObject({ title: 'Contact Acme support' })
    expect(await caller.report()).toMatchObject({ outcome: 'recorded' })
  })
})

test('v1: a tool of the deprecated form is watched too', async () => {
  const shop = new McpServer({ name: 'shop', version: '3.1.0' })
  await createMcpObs({ dsn: platform.dsn }).attach(shop)
  // oxlint-disable-next-line typescript/no-deprecated -- servers of that age are still in use
  shop.tool('refund_order', 'Refunds', { query: z.string() }, () => Promise.reject(new Error('refused')))
  const caller = await GENERATIONS[0]!.connect(shop)
  await caller.call('refund_order', { query: '1' })
  await caller.report()
  expect(platform.posts[0]?.body.context?.incident?.error).toMatchObject({
    message: 'refused',
    stack: expect.stringContaining('attach.test.ts'),
  })
})

test('the DSN comes from the environment', async () => {
  vi.stubEnv('MCP_OBS_DSN', platform.dsn)
  const caller = await openShop(GENERATIONS[0]!, createMcpObs())
  vi.unstubAllEnvs()
  expect((await caller.listTools()).map(({ name }) => name)).toContain('get_support_tool')
})

test('a transport that cannot be listened to is connected all the same, and the host is told', async () => {
  const { logger, warnings } = collectLog()
  const shop = new McpServer({ name: 'shop', version: '3.1.0' })
  await createMcpObs({ dsn: platform.dsn, logger }).attach(shop)
  const [, far] = InMemoryV1.createLinkedPair()
  Object.freeze(far)
  await shop.connect(far).catch(() => undefined)
  expect(warnings).toEqual([expect.stringContaining('goes without the support tool')])
})

test('what is not a server is refused without throwing', async () => {
  const { logger, warnings } = collectLog()
  const obs = createMcpObs({ dsn: platform.dsn, logger })
  for (const value of [undefined, null, 5, {}, { connect: 1 }]) await obs.attach(value as never)
  expect(warnings).toHaveLength(5)
})
