/*
 * A wrapped transport and a wrapped factory, which change nothing of the host's server.
 */
import { Client as ClientV2, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { InMemoryTransport as InMemoryV1 } from '@modelcontextprotocol/sdk/inMemory.js'
import { McpServer as McpServerV1 } from '@modelcontextprotocol/sdk/server/mcp.js'
import {
  createMcpHandler,
  InMemoryTransport as InMemoryV2,
  McpServer as McpServerV2,
} from '@modelcontextprotocol/server'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createMcpObs, type McpObs } from '../src/index.ts'
import { collectLog } from './collect-log.ts'
import { FakePlatform, sendProblem } from '../../../testkit/platform/fake-platform.ts'
import { fixture } from '../../../testkit/contract/fixture.ts'
import { asCaller, GENERATIONS, listNames, registerTools, type Caller } from '../../../testkit/mcp/shop.ts'

let platform: FakePlatform
beforeEach(async () => {
  platform = await FakePlatform.start()
})
afterEach(() => platform.stop())

const info = { name: 'shop', version: '3.1.0' }

const WRAPPED: [string, (obs: McpObs, attach?: boolean) => Promise<Caller>][] = [
  [
    'v1',
    async (obs, attach = false) => {
      const [near, far] = InMemoryV1.createLinkedPair()
      const shop = new McpServerV1(info)
      if (attach) await obs.attach(shop)
      registerTools(shop)
      await shop.connect(obs.wrapTransport(obs.wrapTransport(far)))
      const client = new ClientV1({ name: 'test-client', version: '2.0.0' })
      await client.connect(near)
      return asCaller(client)
    },
  ],
  [
    'v2',
    async (obs, attach = false) => {
      const [near, far] = InMemoryV2.createLinkedPair()
      const shop = new McpServerV2(info)
      if (attach) await obs.attach(shop)
      registerTools(shop)
      await shop.connect(obs.wrapTransport(obs.wrapTransport(far)))
      const client = new ClientV2({ name: 'test-client', version: '2.0.0' })
      await client.connect(near)
      return asCaller(client)
    },
  ],
]

describe.each(WRAPPED)('a transport wrapped under %s', (_name, open) => {
  test('R3.1 R3.2 R3.6 the server has both tools, and the failing call is attached', async () => {
    const caller = await open(createMcpObs({ dsn: platform.dsn }))
    const tools = await caller.listTools()
    expect(tools.slice(-2)).toEqual([fixture('get-support-tool'), fixture('get-support-status')])
    const failed = await caller.call('refund_order', { query: '7' })
    expect(failed.content).toHaveLength(2)
    const { reference, receipt, ...result } = await caller.report()
    expect(result).toMatchObject({ outcome: 'recorded', context_attached: true })
    expect(platform.posts[0]?.body.context).toMatchObject({
      correlation: 'process',
      incident: {
        tool: 'refund_order',
        outcome: 'tool-error',
        result: { content: [{ text: 'refund of 7 refused' }] },
      },
    })
    expect(await caller.call('get_support_status', { reference, receipt })).toMatchObject({
      structuredContent: { outcome: 'found' },
    })
  })

  test('R5.2 a change in the dashboard is announced', async () => {
    const caller = await open(createMcpObs({ dsn: platform.dsn, logger: collectLog().logger }))
    let announced = 0
    caller.onListChanged(() => announced++)
    await caller.listTools()
    platform.config.supportTool.enabled = false
    platform.onPost = (_request, response) => {
      response
        .writeHead(403, { 'content-type': 'application/problem+json' })
        .end('{"code":"support-disabled"}')
    }
    // The refusal makes the SDK fetch the configuration at once, before its time to live has passed.
    expect(await caller.report()).toMatchObject({ outcome: 'unavailable' })
    await expect.poll(() => announced).toBe(1)
    expect(await listNames(caller)).toEqual(['list_orders', 'search_orders', 'refund_order'])
    expect((await caller.call('search_orders', { query: '1' })).content).toHaveLength(1)
  })

  test('attached as well, everything is there once', async () => {
    const { logger, warnings } = collectLog()
    const caller = await open(createMcpObs({ dsn: platform.dsn, logger }), true)
    expect((await listNames(caller)).toSorted()).toEqual([
      'get_support_status',
      'get_support_tool',
      'list_orders',
      'refund_order',
      'search_orders',
    ])
    expect((await caller.call('refund_order', { query: '7' })).content).toHaveLength(2)
    await caller.report()
    expect(platform.posts[0]?.body.context?.incident?.error?.stack).toContain('shop.ts')
    expect(warnings).toEqual([])
  })
})

test.each<[string, (send: Promise<void>) => unknown]>([
  ['returns nothing', () => undefined],
  [
    'throws',
    () => {
      throw new Error('gone')
    },
  ],
  ['rejects', () => Promise.reject(new Error('gone'))],
])('R5.2 a change is announced, and a transport whose send %s ends no process', async (_name, then) => {
  const [near, far] = InMemoryV1.createLinkedPair()
  const shop = new McpServerV1(info)
  registerTools(shop)
  const send = far.send.bind(far)
  let isBroken = false
  far.send = (message) => {
    const sent = send(message)
    return (isBroken && 'method' in message ? then(sent) : sent) as Promise<void>
  }
  await shop.connect(createMcpObs({ dsn: platform.dsn, logger: collectLog().logger }).wrapTransport(far))
  const client = new ClientV1({ name: 'test-client', version: '2.0.0' })
  await client.connect(near)
  const caller = asCaller(client)
  let announced = 0
  caller.onListChanged(() => announced++)
  await caller.listTools()
  isBroken = true
  platform.config.supportTool.enabled = false
  platform.onPost = (_request, response) => sendProblem(response, 403, 'support-disabled')
  await caller.report()
  await expect.poll(() => announced).toBe(1)
  expect(await listNames(caller)).toEqual(['list_orders', 'search_orders', 'refund_order'])
})

describe.each(['legacy', 'auto'] as const)('a wrapped v2 factory, %s', (mode) => {
  test('R3.1 R3.2 each server it builds has the tools, and keeps what the factory gave it', async () => {
    const obs = createMcpObs({ dsn: platform.dsn })
    let built = 0
    const handler = createMcpHandler(
      obs.wrapFactory(() => {
        built++
        const shop = new McpServerV2(info)
        registerTools(shop)
        return shop
      }),
    )
    const client = new ClientV2(info, { versionNegotiation: { mode } })
    await client.connect(
      new StreamableHTTPClientTransport(new URL('http://shop.test/mcp'), {
        fetch: (url, init) => handler.fetch(new Request(url, init)),
      }),
    )
    const caller = asCaller(client)
    expect(await listNames(caller)).toEqual(
      expect.arrayContaining(['search_orders', 'get_support_tool', 'get_support_status']),
    )
    const failed = await caller.call('search_orders', { query: '1042' })
    const incident_id = /"(inc_.{16})"/.exec(failed.content.at(-1)?.text ?? '')?.[1]
    expect(await caller.report({ incident_id })).toMatchObject({ context_attached: true })
    expect(built).toBeGreaterThan(2)
    await client.close()
  })
})

test('what a factory throws, and its arguments, pass through', async () => {
  const obs = createMcpObs({ dsn: platform.dsn })
  const refused = new Error('no server for you')
  const build = obs.wrapFactory((tenant: string): McpServerV2 => {
    if (tenant === 'b') throw refused
    return new McpServerV2({ name: tenant, version: '1.0.0' })
  })
  expect(await build('a')).toBeInstanceOf(McpServerV2)
  await expect(build('b')).rejects.toBe(refused)
})

test('without a DSN the wrapping forms change nothing', async () => {
  const obs = createMcpObs({ dsn: '' })
  const [, far] = InMemoryV1.createLinkedPair()
  const before = Object.getOwnPropertyNames(far)
  expect(obs.wrapTransport(far)).toBe(far)
  expect(Object.getOwnPropertyNames(far)).toEqual(before)
  const shop = new McpServerV1(info)
  expect(await obs.wrapFactory(() => shop)()).toBe(shop)
  await obs.close()
})

test('what is not a transport is refused without throwing', () => {
  const { logger, warnings } = collectLog()
  const obs = createMcpObs({ dsn: platform.dsn, logger })
  const frozen = Object.freeze(InMemoryV1.createLinkedPair()[1])
  for (const value of [undefined, null, 5, {}, frozen]) expect(obs.wrapTransport(value as never)).toBe(value)
  expect(warnings).toHaveLength(5)
})

describe.each(GENERATIONS)('on $name', (generation) => {
  const open = async (obs: McpObs): Promise<Caller> => {
    const shop = generation.createShop()
    await obs.attach(shop)
    registerTools(shop)
    return generation.connect(shop)
  }

  test('two createMcpObs of one DSN on one server are one', async () => {
    const shop = generation.createShop()
    await createMcpObs({ dsn: platform.dsn }).attach(shop)
    await createMcpObs({ dsn: platform.dsn }).attach(shop)
    registerTools(shop)
    const caller = await generation.connect(shop)
    expect((await listNames(caller)).filter((name) => name === 'get_support_tool')).toHaveLength(1)
    expect((await caller.call('search_orders', { query: '1' })).content).toHaveLength(2)
  })

  test('R3.4 close lets a ticket arrive that is on its way, then nothing is offered any more', async () => {
    const obs = createMcpObs({ dsn: platform.dsn })
    const caller = await open(obs)
    let release: (() => void) | undefined
    platform.onPost = (request, response, body) => {
      release = () => platform.commit(request, response, body)
    }
    const reported = caller.report()
    await expect.poll(() => release).toBeDefined()
    const closed = obs.close()
    release?.()
    await closed
    expect(await reported).toMatchObject({ outcome: 'recorded' })
    expect(await listNames(caller)).toEqual(['list_orders', 'search_orders', 'refund_order'])
    expect((await caller.call('search_orders', { query: '1' })).content).toHaveLength(1)
    await obs.close()
  })

  test('R3.4 close gives up within its time, and what the user is told is not "recorded"', async () => {
    const obs = createMcpObs({ dsn: platform.dsn, logger: collectLog().logger })
    const caller = await open(obs)
    platform.onPost = () => true
    const reported = caller.report()
    await expect.poll(() => platform.posts.length).toBe(1)
    const from = performance.now()
    await obs.close(100)
    expect(await reported).toMatchObject({
      outcome: 'failed',
      message: expect.stringMatching(/^NOT confirmed/),
    })
    expect(performance.now() - from).toBeLessThan(2_000)
    expect(platform.posts).toHaveLength(1)
  })
})
