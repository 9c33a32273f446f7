/* oxlint-disable unicorn/prefer-add-event-listener -- MCP transports have callbacks, not events */
/*
 * Transports of every shape. Whatever one looks like, the host answers on it. Where it cannot be listened to, it is left
 * alone, and one line says so.
 */
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createMcpObs } from '../src/index.ts'
import { collectLog } from './collect-log.ts'
import { SettersOnly, TAPPED, ThrowingGetters, UNTAPPED, type Make } from './transport-shapes.ts'
import { FakePlatform } from '../../../testkit/platform/fake-platform.ts'
import { asCaller, GENERATIONS, listNames, registerTools, type Caller } from '../../../testkit/mcp/shop.ts'

let platform: FakePlatform
beforeEach(async () => {
  platform = await FakePlatform.start()
})
afterEach(() => platform.stop())

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
      await shop.connect(obs.wrapTransport(transport as never))
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
  await shop.connect(new SettersOnly(far))
  const client = new ClientV1({ name: 'c', version: '1' })
  await client.connect(near)
  const calling = client.callTool({ name: 'wait' })
  await client.ping()
  await client.close()
  await expect(calling).rejects.toThrow('closed')
  expect(kept).toMatchObject([{ incident: { outcome: 'no-answer' } }])
})
